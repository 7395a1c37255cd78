/**
 * Without arguments: the engines beside published ones. `superset [NAME …]`: the whole product on a real Superset
 * beside raw calls, all of it or what the names choose.
 */
import { benchEngines } from './bench-engines.ts';
import { benchSuperset } from './superset/bench-superset.ts';

const [subject, ...names] = process.argv.slice(2);
if (subject === undefined) await benchEngines();
else if (subject === 'superset') await benchSuperset(names);
else throw new Error(`There is no bench of "${subject}"; give no argument, or "superset"`);
