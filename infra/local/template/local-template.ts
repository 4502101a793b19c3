import type { CloudAssembly, TemplateResource } from './cloud-assembly.ts';
import { ACCOUNT, addressOf, type Physical, REGION, resolveIntrinsics } from './intrinsics.ts';
import { LIVE_LATER, requireSupported } from './supported-types.ts';

/** The templates of an assembly, and what their resources have become on this machine. */
export class LocalTemplate {
  readonly #assembly: CloudAssembly;
  readonly #physical = new Map<string, Physical>();

  /** @throws DefectError when the assembly holds a type of resource that the local runtime doesn't know */
  constructor(assembly: CloudAssembly) {
    requireSupported(assembly.resources);
    this.#assembly = assembly;
    for (const resource of assembly.resources) {
      if (!LIVE_LATER.has(resource.type)) this.place(resource, named(resource));
    }
  }

  ofType(type: string): TemplateResource[] {
    return this.#assembly.resources.filter((resource) => resource.type === type);
  }

  /** Says what the resource is here, so that others can refer to it. */
  place(resource: TemplateResource, physical: Physical): void {
    this.#physical.set(addressOf(resource), physical);
  }

  /** The properties with every intrinsic function resolved. */
  properties({ stack, properties }: TemplateResource): unknown {
    return resolveIntrinsics({ assembly: this.#assembly, physical: this.#physical, stack }, properties);
  }

  /** The folder whose contents would be uploaded under this S3 key. */
  assetFolder(s3Key: string): string | undefined {
    return this.#assembly.assets.get(s3Key);
  }
}

function named({ logicalId }: TemplateResource): Physical {
  return { ref: logicalId, attributes: { Arn: `arn:aws:local:${REGION}:${ACCOUNT}:${logicalId}` } };
}
