import { TerraformStack, Testing } from 'cdktf';

type Body = Record<string, unknown>;

/** Synthesised Terraform, to be compared by equality. */
export class Template {
  private constructor(private readonly json: { resource?: Record<string, Record<string, Body>> }) {}

  /** Returns the template of a stack. */
  static fromStack(stack: TerraformStack): Template {
    return new Template(JSON.parse(Testing.synth(stack, true)));
  }

  /** Returns the template of constructs in a separate stack. */
  static of(build: (stack: TerraformStack) => void): Template {
    const stack = new TerraformStack(Testing.app(), 'test');
    build(stack);
    return new Template(JSON.parse(Testing.synth(stack)));
  }

  /** The whole of it. */
  toJson(): unknown {
    return this.json;
  }

  /** The resources of a type, by name. */
  resources(type: string): Record<string, Body> {
    const resources = this.json.resource?.[type] ?? {};
    return Object.fromEntries(
      Object.entries(resources).map(([name, body]) => [name, withoutMetadata(body)]),
    );
  }

  /** One resource; an error where it is missing. */
  resource(type: string, name: string): Body {
    const all = this.resources(type);
    const found = all[name];
    if (found === undefined) {
      throw new Error(`no ${type}.${name}, but: ${Object.keys(all).join(', ') || 'none'}`);
    }
    return found;
  }
}

function withoutMetadata(body: Body): Body {
  return Object.fromEntries(Object.entries(body).filter(([key]) => key !== '//'));
}
