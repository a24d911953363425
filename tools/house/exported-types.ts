import type { EcmaScriptModule, Program } from 'oxc-parser';

interface Declared {
  readonly name: string;
  readonly start: number;
}

/** The types, interfaces and classes that a module declares and exports, where they are declared or by a list at its end. */
export function exportedTypes(program: Program, module: EcmaScriptModule): Declared[] {
  const exported = new Set(
    module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, localName }) => (moduleRequest ? [] : (localName.name ?? []))),
    ),
  );
  return program.body.flatMap((statement) => {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (!declaration) return [];
    switch (declaration.type) {
      case 'TSInterfaceDeclaration':
      case 'TSTypeAliasDeclaration':
      case 'ClassDeclaration': {
        const { id } = declaration;
        return id && exported.has(id.name) ? [{ name: id.name, start: id.start }] : [];
      }
      default:
        return [];
    }
  });
}
