/**
 * What a child process may see of this one's environment: what finds programs, libraries and devices, and no secret.
 * By RUNNER_TRACKING_ID a runner finds what a job left behind, and ends it.
 */
const passedOn =
  /^(PATH|HOME|TMPDIR|TEMP|TMP|LANG|LC_.*|TZ|LD_LIBRARY_PATH|DYLD_.*|CUDA_.*|NVIDIA_.*|OMP_.*|ORT_.*|VK_.*|XDG_.*|RUNNER_TRACKING_ID|SYSTEMROOT|WINDIR|PATHEXT|USERPROFILE|LOCALAPPDATA)$/i;

/** The environment of a child process: the harmless part of `from`, further variables of it by name, and `env` above all. */
export function childEnvironment(
  from: NodeJS.ProcessEnv,
  { env = {}, passEnv = [] }: { env?: NodeJS.ProcessEnv; passEnv?: readonly string[] } = {},
): NodeJS.ProcessEnv {
  const inherited = Object.entries(from).filter(([name]) => passedOn.test(name) || passEnv.includes(name));
  return { ...Object.fromEntries(inherited), ...env };
}
