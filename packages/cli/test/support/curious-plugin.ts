import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CHECKOUT } from '@fullstop/tools/process';

const MANIFEST = {
  name: '@acme/fullstop-plugin-curious',
  version: '1.0.0',
  type: 'module',
  keywords: ['fullstop-plugin'],
  exports: './index.js',
  peerDependencies: { '@fullstop/core': '*', '@fullstop/ec2': '*', '@fullstop/aws': '*' },
};

/** Asks about each instance in every way that a plugin has: ports, clients of AWS with pages, and `fetch`. */
const SOURCE = `
import { IAMClient, paginateListRoles } from '@aws-sdk/client-iam';
import { AWS_CLIENTS } from '@fullstop/aws';
import { defineViolationType, inject, OPTIONS, Plugin } from '@fullstop/core';
import { INSTANCES } from '@fullstop/ec2';

const FOREIGN_IMAGE = defineViolationType({
  id: 'FOREIGN_IMAGE', title: 'Foreign image', helpText: 'Is used in tests.', severity: 1, priority: 2,
});

export class CuriousPlugin {
  constructor(options, instances, clients) {
    Object.assign(this, { options, instances, clients });
  }

  async inspect(event, { signal }) {
    const { owners, teamsUrl, token } = this.options;
    const findings = [];
    for (const instance of await this.instances.of(event, signal)) {
      const image = await instance.image();
      if (image && owners.includes(image.ownerId)) continue;
      const headers = { authorization: \`Bearer \${token}\` };
      const response = await fetch(\`\${teamsUrl}/accounts/\${event.accountId}\`, { headers, signal });
      const { team, created_by } = await response.json();
      const roles = await this.rolesOf(event, signal);
      const [{ Principal }] = JSON.parse(decodeURIComponent(roles[0].AssumeRolePolicyDocument)).Statement;
      const metaInfo = {
        team,
        team_made_by: created_by,
        roles: roles.map(({ RoleName }) => RoleName),
        trusted: Principal.AWS,
        owner: image?.ownerId ?? 'nobody',
      };
      findings.push({ type: 'FOREIGN_IMAGE', instanceId: instance.instanceId, metaInfo });
    }
    return findings;
  }

  async rolesOf({ accountId, awsRegion }, abortSignal) {
    const client = this.clients.client(IAMClient, accountId, awsRegion);
    const roles = [];
    for await (const { Roles } of paginateListRoles({ client }, {}, { abortSignal })) roles.push(...Roles);
    return roles;
  }
}
inject(OPTIONS)(CuriousPlugin, undefined, 0);
inject(INSTANCES)(CuriousPlugin, undefined, 1);
inject(AWS_CLIENTS)(CuriousPlugin, undefined, 2);
Plugin({
  id: 'acme-curious',
  title: 'Curious',
  summary: 'Reports instances with images of others.',
  events: { 'ec2.amazonaws.com': ['RunInstances'] },
  emits: { FOREIGN_IMAGE },
  options: { parse: (raw) => raw },
})(CuriousPlugin);
`;

/** Makes the folder of a plugin that nobody has installed, with what its author has. */
export function curiousPlugin(folder: string): string {
  for (const place of ['@fullstop/core', '@fullstop/ec2', '@fullstop/aws', '@aws-sdk/client-iam']) {
    const link = join(folder, 'node_modules', place);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(CHECKOUT, 'node_modules', place), link);
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(MANIFEST));
  writeFileSync(join(folder, 'index.js'), SOURCE);
  return folder;
}
