import { execFile } from 'node:child_process';
import { glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('extracted', import.meta.url));
afterAll(() => rm(folder, { recursive: true, force: true }));

it('every TypeScript block in README and docs compiles', async () => {
  await rm(folder, { recursive: true, force: true });
  let blocks = 0;
  for await (const document of glob(['README.md', 'docs/**/*.md', 'packages/*/README.md'])) {
    const text = await readFile(document, 'utf8');
    for (const [index, match] of [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].entries()) {
      const file = join(folder, `${document.replaceAll('/', '-').replace('.md', '')}-${index + 1}.ts`);
      await mkdir(dirname(file), { recursive: true });
      // Top-level await and names of other blocks must not clash: every block is a module of its own.
      await writeFile(file, `${match[1]}\nexport {};\n`);
      blocks += 1;
    }
  }
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.json',
      compilerOptions: { noUnusedLocals: false },
      include: ['*.ts'],
      exclude: [],
    }),
  );
  const { stdout } = await promisify(execFile)('tsc', ['-p', folder]).catch((error: { stdout: string }) => error);
  expect(stdout).toBe('');
  expect(blocks).toBeGreaterThan(0);
});

it('the embedding in README is the Express example, word for word', async () => {
  const readme = await readFile('README.md', 'utf8');
  const example = await readFile('examples/express/src/main.ts', 'utf8');
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
  expect(example.split('\n').length - 1).toBeLessThanOrEqual(30);
});
