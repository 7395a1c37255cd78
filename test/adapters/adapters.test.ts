import { describeTranslation } from './contract.ts';
import { hosts } from './hosts.ts';

for (const host of hosts) describeTranslation(host);
