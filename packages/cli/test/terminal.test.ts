import { expect, it, vi } from 'vitest';
import { printable, processTerminal, renderTable } from '../src/terminal.ts';

it.each([
  ['an escape sequence', 'a\u001b[2Kb', 'a\u{fffd}[2Kb'],
  ['a C1 control', 'a\u009b2Kb', 'a\u{fffd}2Kb'],
  ['a bidirectional override', 'a\u202eb', 'a\u{fffd}b'],
  ['line breaks of all kinds', 'a\nb\rc\u2028d\u2029e\u0085f', 'a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}e\u{fffd}f'],
  ['an invisible character', 'ad\u200bmin', 'ad\u{fffd}min'],
  ['other letters', 'Zoë Ольга 李 👩', 'Zoë Ольга 李 👩'],
])('shows %s so that it does no harm', (_what, text, shown) => {
  expect(printable(text)).toBe(shown);
});

it('writes a line for each line, and leaves alone what is for programs', () => {
  const written: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => written.push(String(text)) > 0),
  );
  processTerminal.out('one\ntwo', 'three');
  processTerminal.error('four\u001b[A');
  processTerminal.data('{"a":\n1}');
  for (const spy of spies) spy.mockRestore();
  expect(written).toEqual(['one\u{fffd}two\nthree\n', 'four\u{fffd}[A\n', '{"a":\n1}\n']);
});

it('keeps a table in its columns whatever a name holds', () => {
  expect(renderTable(['NAME', 'N'], [['a\n\u001b', '1']])).toEqual(['NAME  N', 'a\u{fffd}\u{fffd}   1']);
});
