// Writes `scm-source.json`, by which registries and `/info` tell what an image was built from: members url, revision,
// author and status (of the working copy; empty when clean), taken from SCM_URL, SCM_REVISION, SCM_AUTHOR and SCM_STATUS.
import { writeFileSync } from 'node:fs';

const { SCM_URL = '', SCM_REVISION = '', SCM_AUTHOR = '', SCM_STATUS = '' } = process.env;
const [, , file = '/scm-source.json'] = process.argv;
const isModified = SCM_STATUS !== '' && SCM_REVISION !== '';
const source = {
  url: SCM_URL,
  revision: isModified ? `${SCM_REVISION} (locally modified)` : SCM_REVISION,
  author: SCM_AUTHOR,
  status: SCM_STATUS,
};
writeFileSync(file, `${JSON.stringify(source, null, 2)}\n`);
