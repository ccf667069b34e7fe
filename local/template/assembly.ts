import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const TemplateResource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Metadata: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]),
  Condition: z.string().optional(),
});
export type TemplateResource = z.infer<typeof TemplateResource>;

export const Template = z.object({
  Parameters: z.record(z.string(), z.object({ Type: z.string(), Default: z.unknown().optional() })).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(z.string(), TemplateResource).default({}),
  Outputs: z
    .record(
      z.string(),
      z.object({ Value: z.unknown(), Condition: z.string().optional(), Export: z.object({ Name: z.unknown() }).optional() }),
    )
    .default({}),
});
export type Template = z.infer<typeof Template>;

export interface Stack {
  readonly name: string;
  readonly template: Template;
}

export interface Assembly {
  /** A stack stands after the stacks it depends on. */
  readonly stacks: readonly Stack[];
  /** Folder or file that is uploaded under this S3 key when the stage is deployed. */
  assetPath(objectKey: string): string;
}

const Manifest = z.object({
  artifacts: z
    .record(
      z.string(),
      z.object({
        type: z.string(),
        dependencies: z.array(z.string()).default([]),
        properties: z
          .object({
            templateFile: z.string(),
            stackName: z.string(),
            file: z.string(),
            directoryName: z.string(),
          })
          .partial()
          .default({}),
      }),
    )
    .default({}),
});

const AssetManifest = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

/** Reads what `cdk synth` wrote: the templates in the order of a deployment, and where their assets are. */
export async function loadAssembly(directory: string): Promise<Assembly> {
  const assets = new Map<string, string>();
  const stacks = await loadDirectory(directory, assets);
  return {
    stacks,
    assetPath: (objectKey) => {
      const path = assets.get(objectKey);
      if (path === undefined) throw new Error(`The assembly ${directory} has no asset with the key ${objectKey}`);
      return path;
    },
  };
}

async function loadDirectory(directory: string, assets: Map<string, string>): Promise<Stack[]> {
  const manifest = await readJson(join(directory, 'manifest.json'), Manifest);
  const order = sorted(Object.keys(manifest.artifacts), (id) => manifest.artifacts[id]?.dependencies ?? []);
  const stacks: Stack[] = [];
  for (const id of order) {
    const artifact = manifest.artifacts[id];
    const { templateFile, stackName, file, directoryName } = artifact?.properties ?? {};
    if (artifact?.type === 'aws:cloudformation:stack' && templateFile !== undefined) {
      stacks.push({ name: stackName ?? id, template: await readJson(join(directory, templateFile), Template) });
    }
    if (artifact?.type === 'cdk:asset-manifest' && file !== undefined) {
      const { files } = await readJson(join(directory, file), AssetManifest);
      for (const asset of Object.values(files)) {
        for (const { objectKey } of Object.values(asset.destinations)) {
          if (asset.source.path !== undefined) assets.set(objectKey, join(directory, asset.source.path));
        }
      }
    }
    if (artifact?.type === 'cdk:cloud-assembly' && directoryName !== undefined) {
      stacks.push(...(await loadDirectory(join(directory, directoryName), assets)));
    }
  }
  return stacks;
}

async function readJson<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
  return schema.parse(JSON.parse(await readFile(path, 'utf8')));
}

/** Ids so that each stands after what it needs; otherwise in the order given. Ids outside the list are ignored. */
export function sorted(ids: readonly string[], needs: (id: string) => Iterable<string>): string[] {
  const known = new Set(ids);
  const done = new Set<string>();
  const open: string[] = [];
  const visit = (id: string): void => {
    if (done.has(id) || !known.has(id)) return;
    if (open.includes(id)) throw new Error(`These depend on each other: ${[...open.slice(open.indexOf(id)), id].join(' -> ')}`);
    open.push(id);
    for (const need of needs(id)) visit(need);
    open.pop();
    done.add(id);
  };
  for (const id of ids) visit(id);
  return [...done];
}
