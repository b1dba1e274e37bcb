// Stands in for `powermetrics --format plist`: what its one argument, JSON, says about samples and faults.
import { writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

export interface PlayedMac {
  /** Milliwatts; what is left out is not in the samples. */
  cpuMW?: number;
  gpuMW?: number;
  combinedMW?: number;
  /** Watts of an Intel package. */
  packageW?: number;
  intervalMs?: number;
  pressure?: string;
  /** After so many samples something goes wrong. */
  after?: number;
  fault?:
    | { kind: 'exit'; code: number; says?: string }
    | { kind: 'silence' }
    | { kind: 'print'; text: string; times?: number }
    | { kind: 'change'; to: PlayedMac };
  /** Whether it takes no notice of SIGTERM, as what runs as root seems to. */
  ignoresSignals?: boolean;
  /** Where it writes its process id. */
  pidFile?: string;
}

/** The document for one sample: the keys of an M1, shortened, with the key that some versions write twice. */
export function sampleText(mac: PlayedMac, elapsedNs: number): string {
  const real = (key: string, value: number | undefined) =>
    value === undefined ? '' : `<key>${key}</key><real>${value}</real>\n`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
<key>is_delta</key><true/>
<key>elapsed_ns</key><integer>${elapsedNs}</integer>
<key>hw_model</key><string>MacBookPro17,1</string>
<key>thermal_pressure</key><string>${mac.pressure ?? 'Nominal'}</string>
<key>processor</key>
<dict>
<key>clusters</key>
<array>
<dict>
<key>name</key><string>E-Cluster</string>
<key>freq_hz</key><real>1.02287e+09</real>
<key>idle_ratio</key><real>0.772993</real>
</dict>
</array>
${real('ane_power', mac.cpuMW === undefined ? undefined : 0)}${real('cpu_power', mac.cpuMW)}${real('gpu_power', mac.gpuMW)}${real('combined_power', mac.combinedMW)}${real('package_joules', mac.packageW === undefined ? undefined : (mac.packageW * elapsedNs) / 1e9)}</dict>
<key>gpu</key>
<dict>
<key>freq_hz</key><real>714.836</real>
<key>idle_ratio</key><real>0.983341</real>
<key>gpu_energy</key><integer>31</integer>
<key>idle_ratio</key><real>0.983341</real>
</dict>
</dict>
</plist>
`;
}

async function play(first: PlayedMac): Promise<void> {
  if (first.pidFile) writeFileSync(first.pidFile, `${process.pid}`);
  if (first.ignoresSignals) process.on('SIGTERM', () => {});
  process.stdout.on('error', () => process.exit());
  let mac = first;
  let sinceNs = process.hrtime.bigint();
  for (let printed = 0; ; printed += 1) {
    if (printed === mac.after) {
      const { fault } = mac;
      if (fault?.kind === 'exit') {
        if (fault.says) process.stderr.write(`${fault.says}\n`);
        process.exitCode = fault.code;
        return;
      }
      if (fault?.kind === 'silence') await wait(3_600_000);
      if (fault?.kind === 'print')
        for (let i = 0; i < (fault.times ?? 1); i += 1) process.stdout.write(fault.text);
      if (fault?.kind === 'change') mac = fault.to;
    }
    await wait(mac.intervalMs ?? 20);
    const nowNs = process.hrtime.bigint();
    const text = `${printed === 0 ? '' : '\0'}${sampleText(mac, Number(nowNs - sinceNs))}`;
    sinceNs = nowNs;
    // A pipe keeps no boundaries.
    const cut = (printed * 37) % text.length;
    process.stdout.write(text.slice(0, cut));
    await wait(1);
    process.stdout.write(text.slice(cut));
  }
}

if (process.argv[1] === import.meta.filename) await play(JSON.parse(process.argv[2] as string) as PlayedMac);
