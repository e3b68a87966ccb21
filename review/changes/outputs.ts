import type { OutputChange } from '../plan/reviewed-plan';
import { attributeChanges } from './attribute-changes';
import type { Detail } from './detail';

/** The changes of outputs, each by its name. */
export function describeOutputs(outputs: readonly OutputChange[]): Detail[] {
  return outputs.flatMap(({ name, before, after }) =>
    attributeChanges({ output: { [name]: before } }, { output: { [name]: after } }, 'output'),
  );
}
