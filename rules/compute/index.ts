/** The compute of a stack, in every resource that can declare it. */
export { blocks } from './blocks';
export {
  clustersIn,
  clustersOf,
  isServerlessTask,
  tasksIn,
  type DeclaredCluster,
  type JobTask,
} from './clusters';
export {
  computeProblems,
  LONGEST_IDLE_MINUTES,
  type ComputeProblem,
  type ComputeRule,
} from './problems';
