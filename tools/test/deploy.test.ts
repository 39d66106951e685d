import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { configSchema, prepareRuntime, settingReference } from '@fullstop/app';
import { describe, expect, it } from '@jest/globals';
import { type CollectionTag, parse, type ScalarTag } from 'yaml';
import { REPOSITORY } from '../src/repository.js';

const read = (...path: string[]) => readFileSync(join(REPOSITORY, ...path), 'utf8');
const filesBelow = (folder: string, pattern: RegExp) =>
  readdirSync(join(REPOSITORY, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name) && !name.includes('node_modules'))
    .map((name) => join(folder, name));
const DEFAULTS = configSchema.parse({});
const LABEL = { 'app.kubernetes.io/name': 'fullstop' };

// biome-ignore lint/suspicious/noExplicitAny: the shapes are Kubernetes'; what is missing fails in a comparison below.
type Manifest = any;
const manifest = (name: string): Manifest => parse(read('deploy', 'kubernetes', `${name}.yaml`));
const deployment = manifest('deployment');
const [container] = deployment.spec.template.spec.containers;

describe('the manifests for Kubernetes', () => {
  it('are all in the kustomization, but for the example of a secret', () => {
    const files = readdirSync(join(REPOSITORY, 'deploy/kubernetes')).filter((name) => name.endsWith('.yaml'));
    const { resources } = manifest('kustomization');
    expect([...resources, 'kustomization.yaml', 'secret.example.yaml'].sort()).toEqual(files.sort());
  });

  it('fit together: names, labels, image and ports', () => {
    const { template, selector } = deployment.spec;
    expect(selector.matchLabels).toEqual(LABEL);
    expect(template.metadata.labels).toEqual(LABEL);
    expect(manifest('service').spec.selector).toEqual(LABEL);
    expect(manifest('pod-disruption-budget').spec.selector.matchLabels).toEqual(LABEL);
    expect(manifest('network-policy').spec.podSelector.matchLabels).toEqual(LABEL);
    expect(template.spec.serviceAccountName).toBe(manifest('service-account').metadata.name);
    expect(manifest('kustomization').images.map(({ name }: Manifest) => name)).toEqual([container.image]);
    expect(container.envFrom).toEqual([
      { configMapRef: { name: manifest('config-map').metadata.name } },
      { secretRef: { name: manifest('secret.example').metadata.name } },
    ]);
  });

  it('have the ports of the service, and offer the management port to nobody but Prometheus', () => {
    const ports = { http: DEFAULTS.api.port, management: DEFAULTS.management.port };
    const named = container.ports.map(({ name, containerPort }: Manifest) => [name, containerPort]);
    expect(Object.fromEntries(named)).toEqual(ports);
    expect(manifest('service').spec.ports.map(({ targetPort }: Manifest) => targetPort)).toEqual(['http']);
    const allowed = manifest('network-policy').spec.ingress.map(({ ports: [{ port }] }: Manifest) => port);
    expect(allowed).toEqual([ports.http, ports.management]);
    expect(deployment.spec.template.metadata.annotations['prometheus.io/port']).toBe(
      String(ports.management),
    );
  });

  it('probe pages that the service has', () => {
    const { startupProbe, livenessProbe, readinessProbe } = container;
    const probed = [startupProbe, livenessProbe, readinessProbe].map(({ httpGet }: Manifest) => httpGet);
    expect(probed).toEqual(
      ['live', 'live', 'ready'].map((page) => ({ path: `/health/${page}`, port: 'management' })),
    );
    const controller = read('packages/app/src/service/health/health.controller.ts');
    expect(controller).toMatch(/@Controller\('health'\)[\s\S]*@Get\('live'\)[\s\S]*@Get\('ready'\)/);
  });

  it('leave the service the time it takes to stop, and nothing of root', () => {
    const { spec } = deployment.spec.template;
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(DEFAULTS.shutdownSeconds);
    expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
    expect(container.securityContext).toMatchObject({
      ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
      capabilities: { drop: ['ALL'] },
    });
    // Kubernetes would add FULLSTOP_PORT and the like, named after the Service.
    expect(spec).toMatchObject({ enableServiceLinks: false, automountServiceAccountToken: false });
  });

  it('configure the service: each variable is one that it reads, and none is wrong', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fullstop-deploy-'));
    try {
      writeFileSync(join(folder, 'package.json'), '{"name":"an-image"}');
      const environment = { ...manifest('config-map').data, ...manifest('secret.example').stringData };
      const { config, sources } = await prepareRuntime({ workingFolder: folder, environment });
      const read = new Set(sources.values());
      const ignored = Object.keys(environment).filter((name) => !read.has(`environment ${name}`));
      // The AWS SDK reads it.
      expect(ignored).toEqual(['AWS_REGION']);
      expect(config.api.port).toBe(DEFAULTS.api.port);
      expect(config.management.port).toBe(DEFAULTS.management.port);
      expect(config.shutdownSeconds).toBe(DEFAULTS.shutdownSeconds);
      expect(config.authentication.oidcIssuer).toBeDefined();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the container image', () => {
  const lines = read('deploy/docker/Dockerfile')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => !line.startsWith('#') && line !== '');
  const all = (instruction: string) =>
    lines
      .filter((line) => line.startsWith(`${instruction} `))
      .map((line) => line.slice(instruction.length + 1));
  const jsonOf = (instruction: string) => JSON.parse(all(instruction).at(-1) ?? '');

  it('starts the command line, asked for by the file that its package names', () => {
    const [node, file] = jsonOf('ENTRYPOINT');
    const { name, bin } = JSON.parse(read('packages/cli/package.json'));
    expect([node, file]).toEqual(['node', join('/app/node_modules', name, bin.fullstop)]);
    expect(jsonOf('CMD')).toEqual(['serve']);
  });

  it('runs as the user by number that Kubernetes asks for, on a Node that the packages take', () => {
    const { runAsUser, runAsGroup } = deployment.spec.template.spec.securityContext;
    expect(all('USER')).toEqual([`${runAsUser}:${runAsGroup}`]);
    expect(all('ARG')).toContain('NODE_IMAGE=node:24-slim');
    expect(JSON.parse(read('packages/app/package.json')).engines.node).toContain('>=24.');
    expect(all('FROM').every((image) => image.startsWith('$' + '{NODE_IMAGE}'))).toBe(true);
  });

  it('has the ports of the service, and a health check that asks the management port', () => {
    expect(all('EXPOSE')).toEqual([`${DEFAULTS.api.port} ${DEFAULTS.management.port}`]);
    const [, check = ''] = /CMD (\[.*\])$/.exec(all('HEALTHCHECK').at(-1) ?? '') ?? [];
    const [node, option, script] = JSON.parse(check);
    expect([node, option]).toEqual(['node', '-e']);
    expect(script).toContain(`?? ${DEFAULTS.management.port}`);
    // Nobody listens there: the check itself can run, and says so.
    const asked = () =>
      execFileSync(process.execPath, [option, script], {
        env: { FULLSTOP_MANAGEMENT_PORT: '1' },
        stdio: 'pipe',
      });
    expect(asked).toThrow(expect.objectContaining({ status: 1 }));
  });

  it('is built from files that are there and are not ignored', () => {
    const script = /node (\S+\.mjs)/.exec(all('RUN').join('\n'))?.[1] ?? '';
    expect(existsSync(join(REPOSITORY, script))).toBe(true);
    expect(read('deploy/docker/Dockerfile.dockerignore')).toContain(`!${script}\n`);
    const left = [
      ...all('RUN')
        .join('\n')
        .matchAll(/packages\/([a-z-]+)\//g),
    ].map(([, name = '']) => name);
    expect(left).toHaveLength(4);
    for (const name of left) expect(existsSync(join(REPOSITORY, 'packages', name))).toBe(true);
  });

  it.each([
    ['a clean checkout', { SCM_REVISION: 'abc' }, { url: 'git:x', revision: 'abc', author: '', status: '' }],
    [
      'a modified one with quotes and lines',
      { SCM_REVISION: 'abc', SCM_AUTHOR: 'J "D" O\'Doe', SCM_STATUS: ' M "a"\n?? b\\c' },
      {
        ...{ url: 'git:x', revision: 'abc (locally modified)', author: 'J "D" O\'Doe' },
        status: ' M "a"\n?? b\\c',
      },
    ],
  ])('says what it was built from: %s', (_what, env, expected) => {
    const folder = mkdtempSync(join(tmpdir(), 'fullstop-scm-'));
    try {
      const file = join(folder, 'scm-source.json');
      const script = join(REPOSITORY, 'deploy/docker/write-scm-source.mjs');
      execFileSync(process.execPath, [script, file], { env: { SCM_URL: 'git:x', ...env } });
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(expected);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** `!Ref x`, `!If […]` and the like, as what is behind them. */
const CLOUDFORMATION_TAGS = ['Ref', 'GetAtt', 'If', 'Equals', 'Not'].flatMap((name) => [
  { tag: `!${name}`, resolve: (text: string) => text } satisfies ScalarTag,
  { tag: `!${name}`, collection: 'seq' } satisfies CollectionTag,
]);

/** Actions that calls of the SDK in our sources need, of the services that are asked in the account of an event. */
function actionsOfSources(): string[] {
  const services = { ec2: 'ec2', iam: 'iam', rds: 'rds', 'elastic-load-balancing': 'elasticloadbalancing' };
  const prefixes = new Map(Object.entries({ ...services, organizations: 'organizations' }));
  const imports =
    /(?:import|const) \{([^}]*)\} (?:from|=) (?:await import\()?'@aws-sdk\/client-([a-z0-9-]+?)(?:-v2)?'/g;
  const actions = filesBelow('packages', /^[a-z0-9-]+\/src\/.*\.ts$/).flatMap((file) =>
    [...read(file).matchAll(imports)].flatMap(([, names = '', service = '']) => {
      const prefix = prefixes.get(service);
      const calls = [...names.matchAll(/\b(?:paginate(\w+)|([A-Z]\w+)Command)\b/g)];
      return prefix === undefined
        ? []
        : calls.map(([, paginated, called]) => `${prefix}:${paginated ?? called}`);
    }),
  );
  return [...new Set(actions)].sort();
}

describe('the role in every account', () => {
  const template = parse(read('deploy/terraform/account-role.yaml'), { customTags: CLOUDFORMATION_TAGS });
  const role = template.Resources.Role.Properties;
  const actions = [...new Set(read('deploy/terraform/account-role.yaml').match(/\b[a-z0-9]+:[A-Z]\w+\b/g))]
    .filter((action) => !action.startsWith('sts:'))
    .sort();

  it('is allowed what our sources ask for', () => {
    expect(actionsOfSources()).toEqual(expect.arrayContaining(['ec2:DescribeInstances', 'iam:ListRoles']));
    expect(actionsOfSources().filter((action) => !actions.includes(action))).toEqual([]);
  });

  it('is allowed nothing that neither they ask for nor a README names', () => {
    const named = filesBelow('packages', /^[a-z0-9-]+\/README\.md$/)
      .map((file) => read(file))
      .join('\n');
    const known = actionsOfSources();
    expect(actions.filter((action) => !known.includes(action) && !named.includes(`\`${action}\``))).toEqual(
      [],
    );
  });

  it('is allowed whatever a README of a plugin or job says that it needs in the account', () => {
    const named = filesBelow('packages', /^(plugin-[a-z-]+|ec2|jobs)\/README\.md$/).flatMap((file) =>
      [...read(file).matchAll(/`((?:ec2|iam|rds|elasticloadbalancing|organizations):[A-Z]\w+)`/g)].map(
        ([, action = '']) => action,
      ),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((action) => !actions.includes(action))).toEqual([]);
  });

  it('looks and changes nothing', () => {
    const reading = /^[a-z0-9]+:(Describe|Get|List)\w+$/;
    expect(actions.filter((action) => !reading.test(action))).toEqual(['iam:GenerateCredentialReport']);
    expect(role.AssumeRolePolicyDocument.Statement).toHaveLength(1);
  });

  it('has the name and path that the service assumes', () => {
    const { RoleName, RolePath } = template.Parameters;
    expect([RoleName.Default, RolePath.Default]).toEqual([DEFAULTS.aws.roleName, DEFAULTS.aws.rolePath]);
  });
});

describe('the Terraform module', () => {
  const files = ['deploy/terraform', 'deploy/terraform/lambda'].map((folder) => ({
    folder,
    text: filesBelow(folder, /^[^/]+\.tf$/)
      .map((file) => read(file).replaceAll(/#.*$/gm, ''))
      .join('\n'),
  }));
  const module = files[0]!.text;
  const defaultOf = (text: string, name: string) =>
    Number(new RegExp(`variable "${name}" \\{[^}]*?default +=\\s*(\\d+)`).exec(text)?.[1]);

  it.each(files)('in $folder declares what it refers to', ({ text }) => {
    const declared = new Set<string>();
    for (const [, name] of text.matchAll(/^variable "(\w+)"/gm)) declared.add(`var.${name}`);
    for (const [, type, name] of text.matchAll(/^resource "(\w+)" "(\w+)"/gm))
      declared.add(`${type}.${name}`);
    for (const [, type, name] of text.matchAll(/^data "(\w+)" "(\w+)"/gm))
      declared.add(`data.${type}.${name}`);
    for (const [, body = ''] of text.matchAll(/^locals \{\n([\s\S]*?)^\}/gm))
      for (const [, name] of body.matchAll(/^ {2}(\w+) +=/gm)) declared.add(`local.${name}`);
    const used = [...text.matchAll(/(?<![\w."-])(?:var\.\w+|local\.\w+|data\.\w+\.\w+|aws_\w+\.\w+)/g)];
    expect(used.length).toBeGreaterThan(10);
    expect(used.map(([name]) => name).filter((name) => !declared.has(name))).toEqual([]);
  });

  it('gives the StackSet the parameters that the template has', () => {
    const block = /parameters = \{([^}]*)\}/.exec(module)?.[1] ?? '';
    const given = [...block.matchAll(/^\s*(\w+) +=/gm)].map(([, name]) => name);
    const template = read('deploy/terraform/account-role.yaml');
    expect(given).toHaveLength(4);
    for (const name of given) expect(template).toMatch(new RegExp(`^ {2}${name}:$`, 'm'));
    expect(module).toContain('/account-role.yaml")');
  });

  it('has the queue give up after the service does, and keep messages as long as it can', () => {
    expect(defaultOf(module, 'max_receive_count')).toBeGreaterThan(DEFAULTS.sqs.maxReceiveCount);
    expect(module.match(/message_retention_seconds += 1209600/g)).toHaveLength(2);
  });

  it('hides messages from others for as long as a Lambda function needs, which is six times its time-out', () => {
    const hidden = defaultOf(module, 'visibility_timeout_seconds');
    expect(hidden).toBeGreaterThanOrEqual(6 * defaultOf(files[1]!.text, 'timeout_seconds'));
  });

  it('runs the function on Nodes that the packages take', () => {
    const runtimes = [...new Set(files[1]!.text.match(/(?<="nodejs)\d+(?=\.x")/g))];
    const { node } = JSON.parse(read('packages/app/package.json')).engines;
    expect(runtimes).toEqual(['22', '24']);
    for (const runtime of runtimes) expect(node).toMatch(new RegExp(`(\\^|>=)${runtime}\\.`));
  });

  it('lets the service do with queue, bucket and accounts what it does, and no more', () => {
    const service = read('deploy/terraform/service-role.tf').replaceAll(/#.*$/gm, '');
    const actions = [...new Set(service.match(/"(?:sqs|s3|kms|sts):\w+"/g))].map((text) => text.slice(1, -1));
    expect(actions.filter((action) => action !== 'sts:AssumeRoleWithWebIdentity').sort()).toEqual([
      ...['kms:Decrypt', 's3:GetObject', 's3:ListBucket', 's3:PutObject'],
      ...['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
      ...['sqs:SendMessage', 'sts:AssumeRole'],
    ]);
  });

  it('hands the function what it exports', () => {
    const [file, name] = /handler += "(\w+)\.(\w+)"/.exec(files[1]!.text)?.slice(1) ?? [];
    expect(read('deploy/lambda', `${file}.mjs`)).toContain(`export { ${name} } from '@fullstop/app/lambda'`);
    const { dependencies } = JSON.parse(read('deploy/lambda/package.json'));
    for (const dependency of Object.keys(dependencies))
      expect(existsSync(join(REPOSITORY, 'packages', dependency.replace('@fullstop/', '')))).toBe(true);
  });
});

describe('what is written about running it', () => {
  const texts = ['docs/production.md', ...filesBelow('deploy', /\.(md|tf|yaml|mjs)$|Dockerfile$/)];
  const ofPlugins = filesBelow('packages', /^(plugin-[a-z-]+|jobs|ec2)\/README\.md$/)
    .map((file) => read(file))
    .join('\n');
  const known = new Set(settingReference().flatMap(({ variables }) => variables));

  it.each(texts)('%s names variables that exist', (file) => {
    const named = read(file).match(
      /\b(?:FULLSTOP|DATABASE|OIDC|OAUTH2|TOKEN_INFO|ACCESS_TOKEN)_[A-Z0-9_]*[A-Z0-9]\b(?!_?<)/g,
    );
    const unknown = [...new Set(named)].filter((name) => !known.has(name) && !ofPlugins.includes(name));
    // `FULLSTOP_PLUGINS_<ID>_…` has its id in between.
    expect(unknown.filter((name) => !/^FULLSTOP_(PLUGINS|JOBS)$/.test(name))).toEqual([]);
  });

  it.each(texts.filter((file) => file.endsWith('.md')))('%s links to files that exist', (file) => {
    const links = [...read(file).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target = '']) => target);
    expect(links.filter((target) => !existsSync(join(REPOSITORY, dirname(file), target)))).toEqual([]);
  });
});
