import { type RealSuperset, startRealSuperset } from '../real-superset.ts';
import { describeContract } from './contract.ts';

let superset: RealSuperset;

describeContract(
  'a real Superset 6.1.0',
  async () => {
    superset = await startRealSuperset();
    return { url: superset.url, ...superset.accounts.admin };
  },
  () => superset.end(),
);
