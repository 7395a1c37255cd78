export { type Demo, startDemo } from './demo.ts';
export { createProgress, type Progress } from './progress.ts';
export { QuickstartError } from './quickstart-error.ts';
export { createSupervisor, type Supervisor } from './supervisor.ts';
