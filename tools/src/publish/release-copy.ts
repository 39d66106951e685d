import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { REPOSITORY } from '../repository.js';
import { run } from './npm.js';
import { publishedPackages } from './packages.js';

const LEFT_OUT = ['node_modules', 'test', 'coverage'];
const COPIED = ['lerna.json', 'nx.json'];

/**
 * Copies what a release needs, built files included, into a Git repository of its own: lerna commits, tags, and takes back
 * changes of files, which must not happen in the repository that somebody works in.
 */
export async function releaseCopy(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const file of COPIED) cpSync(join(REPOSITORY, file), join(folder, file));
  // As in the real repository, but for the lock file, which the copy does not have.
  const version = `node ${join(REPOSITORY, 'tools/dist/own-ranges.js')} && git add --update .`;
  const workspace = { name: 'release', private: true, workspaces: ['packages/*'], scripts: { version } };
  writeJson(join(folder, 'package.json'), workspace);
  for (const { folder: name, path, manifest } of publishedPackages(REPOSITORY)) {
    const copy = join(folder, 'packages', name);
    cpSync(path, copy, {
      recursive: true,
      filter: (source) => !LEFT_OUT.includes(relative(path, source).split('/')[0] ?? ''),
    });
    // Only a hosted build can sign where a package comes from.
    writeJson(join(copy, 'package.json'), { ...manifest, publishConfig: { access: 'public' } });
  }
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n.nx\n');
  await commitAll(folder);
}

async function commitAll(cwd: string): Promise<void> {
  const git = (...args: string[]) => run('git', args, { cwd });
  await git('init', '--quiet', '--initial-branch=main');
  await git('config', 'user.name', 'Release test');
  await git('config', 'user.email', 'release@test.invalid');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'feat(core): everything that is there');
}

function writeJson(path: string, content: unknown): void {
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`);
}
