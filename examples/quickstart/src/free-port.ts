import { createServer } from 'node:net';
import { QuickstartError } from './quickstart-error.ts';

/**
 * Makes sure that nobody listens on a port of 127.0.0.1. Port 0 finds a free one.
 *
 * @throws {QuickstartError} when the port is taken, naming the flag that chooses another.
 */
export async function claimPort(port: number, purpose: string, flag: string): Promise<number> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE' ? 'is taken' : 'cannot be used';
    throw new QuickstartError(
      `Port ${port} for ${purpose} ${reason}`,
      `Stop the program that listens there, or choose another port: npm start -- ${flag} PORT`,
      { cause },
    );
  }
  const address = server.address();
  const found = typeof address === 'object' && address !== null ? address.port : port;
  await new Promise((resolve) => server.close(resolve));
  return found;
}
