import { type RealSuperset, startRealSuperset } from '../real-superset.ts';
import { clientCases } from './client-cases.ts';
import { concurrencyCases } from './concurrency-cases.ts';
import { type ContractSuite, contract, describeContract } from './contract.ts';
import { startOnPostgresql } from './postgresql/start-on-postgresql.ts';
import { postgresqlCases } from './postgresql-cases.ts';
import { commandCases, sqlCases } from './real-cases.ts';
import { restrictedCases } from './restricted-cases.ts';
import { stampCases } from './stamp-cases.ts';

const restricted = new URL('superset_config.py', import.meta.url).pathname;

for (const version of ['6.1.0', '5.0.0', '4.1.4'] as const) {
  let superset: RealSuperset;
  const suite = (options: { readonly config?: string }): Omit<ContractSuite, 'title' | 'cases'> => ({
    since6: version === '6.1.0',
    async start() {
      superset = await startRealSuperset(version, options);
      return { url: superset.url, ...superset.accounts.admin };
    },
    stop: () => superset.end(),
  });
  describeContract({
    ...suite({}),
    title: `a real Superset ${version}`,
    cases: [...contract, ...sqlCases],
  });
  describeContract({
    ...suite({ config: restricted }),
    title: `a real Superset ${version} that hides and shortens`,
    // The command also gives Admin the permissions of API keys, so it comes first.
    cases: [...commandCases(() => superset), ...restrictedCases],
  });
}

// There is not a server everywhere, and what needs none says all the rest.
const { SCIM_SUPERSET_POSTGRESQL: server } = process.env;
if (server === undefined) {
  process.stdout.write('  PostgreSQL is tested where SCIM_SUPERSET_POSTGRESQL has the URL of a server.\n');
} else {
  let superset: RealSuperset;
  describeContract({
    title: 'a real Superset 6.1.0 on PostgreSQL',
    since6: true,
    cases: [...clientCases, ...stampCases, ...concurrencyCases, ...postgresqlCases],
    async start() {
      superset = await startOnPostgresql(server);
      return { url: superset.url, ...superset.accounts.admin };
    },
    stop: () => superset.end(),
  });
}
