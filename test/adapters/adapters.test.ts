import { describeTranslation } from './contract.ts';
import { hosts } from './hosts.ts';
import { describeScim } from './scim-contract.ts';

for (const host of hosts) {
  describeTranslation(host);
  describeScim(host);
}
