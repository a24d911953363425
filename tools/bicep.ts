import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The compiler as NuGet has it; its command line for Linux on x64. */
const packageName = 'azure.bicep.commandline.linux-x64';
const version = '0.49.2';

/** Restores a package without using it in a program. */
const project = `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageDownload Include="${packageName}" Version="[${version}]" /></ItemGroup>
</Project>
`;

/**
 * Finds the Bicep compiler: the one of `BICEP`, the one of NuGet, which is restored where there is a .NET SDK, or `bicep` of the path.
 * @returns its path; undefined: this machine has none
 */
export function findBicep(): string | undefined {
  const { BICEP, NUGET_PACKAGES } = process.env;
  if (BICEP) return BICEP;
  const packages = NUGET_PACKAGES ?? join(homedir(), '.nuget/packages');
  const restored = join(packages, packageName, version, 'tools/bicep');
  if (process.platform === 'linux' && process.arch === 'x64' && !existsSync(restored)) restore();
  if (existsSync(restored)) {
    chmodSync(restored, 0o755);
    return restored;
  }
  return answers('bicep', '--version') ? 'bicep' : undefined;
}

/** A machine without an SDK or without NuGet has no compiler. */
function restore(): void {
  const folder = join(import.meta.dirname, '../node_modules/.cache/phiwatch/bicep');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'bicep.csproj'), project);
  answers('dotnet', 'restore', folder);
}

function answers(command: string, ...words: string[]): boolean {
  try {
    execFileSync(command, words, { stdio: 'ignore', timeout: 120_000 });
    return true;
  } catch {
    return false;
  }
}

/** Compiles a file and all that it is made of. @returns the ARM template, and what the compiler and its linter had to say: nothing where all is well */
export function compileBicep(
  bicep: string,
  file: string,
): { readonly template: unknown; readonly said: string } {
  const command = file.endsWith('.bicepparam') ? 'build-params' : 'build';
  const { status, stdout, stderr } = spawnSync(bicep, [command, file, '--stdout'], options);
  return { template: status === 0 ? JSON.parse(stdout) : undefined, said: stderr.trim() };
}

const options = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: 120_000 } as const;
