#!/usr/bin/env node
import { goOnWhenReaderLeaves } from './output.ts';
import { run } from './program.ts';

goOnWhenReaderLeaves();
await run(process.argv.slice(2));
