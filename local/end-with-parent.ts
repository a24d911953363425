/** Preloaded (`--import`) into child processes of local runs: ends them in order when their parent is gone, killed included. */
process.stdin
  .resume()
  .on('end', () => process.kill(process.pid, 'SIGTERM'))
  .unref();
