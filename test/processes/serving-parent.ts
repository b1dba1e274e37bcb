import { startServedProcess } from '../../src/processes/served-process.ts';

/** Starts a process as the evaluators do, tells its id, and waits to be killed. */
const { pid } = await startServedProcess({
  command: [process.execPath, '-e', 'setInterval(() => {}, 1000)'],
  env: {},
  passEnv: [],
  from: process.env,
});
console.log(pid);
setInterval(() => undefined, 1000);
