/** Preloaded (`--import`) into child processes of local runs: ends them in order when their parent is gone, killed included. */
process.stdin
  .resume()
  .on('end', () => process.kill(process.pid, 'SIGTERM'))
  .unref();

// What is printed after that goes nowhere, and must not cut the orderly end short.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
