import { scimEndpoint } from './scim.ts';

try {
  scimEndpoint();
} catch (error) {
  // Next.js would go on and answer every request with a 500.
  process.stderr.write(`${error}\n`);
  process.exit(1);
}
