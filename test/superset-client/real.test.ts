import { describe, it } from 'vitest';
import { describeContract } from './contract.ts';

const { SUPERSET_URL: url, SUPERSET_USERNAME: username, SUPERSET_PASSWORD: password, CI } = process.env;

if (url !== undefined && username !== undefined && password !== undefined) {
  describeContract(
    'a real Superset',
    async () => ({ url, username, password }),
    async () => {},
  );
} else if (CI === 'true') {
  describe('a real Superset', () => {
    it('is there', () => {
      throw new Error(
        'No real Superset to hold the contract against. Set SUPERSET_URL, SUPERSET_USERNAME and SUPERSET_PASSWORD: in CI the emulator alone proves nothing.',
      );
    });
  });
} else {
  describe('a real Superset', () => {
    it('is not asked for outside CI', () => {
      process.stderr.write(
        'The contract did not run against a real Superset: SUPERSET_URL, SUPERSET_USERNAME and SUPERSET_PASSWORD are not set.\n',
      );
    });
  });
}
