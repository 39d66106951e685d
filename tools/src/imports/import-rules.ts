import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { BORDERS, BUNDLED, READS_ENVIRONMENT, sourcesMayImport, testsMayImport } from './directions.js';
import { environmentReadsOf, type Import, importsOf } from './imports-of.js';
import { type Belonging, belongingOf, type Manifest, type Offence, type SourceFile } from './workspace.js';

const SCOPE = '@fullstop/';

/** A rule that is broken, and how to mend it. */
type Breach = Pick<Offence, 'rule' | 'remedy'>;

/** What is wrong with the imports of one file. */
export function checkFile(file: SourceFile, manifest: Manifest): Offence[] {
  const belonging = belongingOf(file.path);
  const imports = importsOf(file).flatMap((each) =>
    breachesOf(each, file, belonging, manifest).map((breach) => ({
      path: file.path,
      line: each.line,
      ...breach,
    })),
  );
  return [...imports, ...environmentReads(file, belonging)];
}

function breachesOf(each: Import, file: SourceFile, belonging: Belonging, manifest: Manifest): Breach[] {
  const breaches = each.specifier.startsWith('.')
    ? [leavesPackage(each, file, belonging)]
    : [
        wrongDirection(each, belonging),
        crossesBorder(each, file, belonging),
        undeclared(each, file, belonging, manifest),
      ];
  return breaches.filter((breach) => breach !== undefined);
}

function leavesPackage({ specifier }: Import, file: SourceFile, { folder }: Belonging): Breach | undefined {
  const target = posix.join(posix.dirname(file.path), specifier);
  if (target.startsWith(`packages/${folder}/`)) return undefined;
  return {
    rule: `the relative import '${specifier}' leaves the package ${folder}`,
    remedy: 'Import the other package by its name, from what its index.ts exports',
  };
}

function wrongDirection({ specifier }: Import, { folder, isTest }: Belonging): Breach | undefined {
  if (!specifier.startsWith(SCOPE)) return undefined;
  const target = specifier.slice(SCOPE.length).split('/')[0] ?? '';
  const allowed = isTest ? testsMayImport(folder) : sourcesMayImport(folder);
  if (!allowed || target === folder || allowed.includes(target)) return undefined;
  const list = allowed.length > 0 ? allowed.join(', ') : 'nothing of ours';
  return {
    rule: `${isTest ? 'tests of ' : ''}${folder} may not import ${SCOPE}${target}`,
    remedy: `It may import ${list}. Put the contract into core as a port, or move the code to where it may be`,
  };
}

function crossesBorder(
  { specifier }: Import,
  file: SourceFile,
  { folder, isTest }: Belonging,
): Breach | undefined {
  const border = BORDERS.find(({ matches }) => matches.test(specifier));
  if (!border) return undefined;
  const inside = isTest
    ? border.folders.some((place) => place.startsWith(`${folder}/`))
    : border.folders.some((place) => file.path.startsWith(`packages/${place}`));
  if (inside) return undefined;
  return {
    rule: `${specifier} may only be imported in ${border.folders.join(', ')} (${border.what})`,
    remedy: border.remedy,
  };
}

function undeclared(
  { specifier }: Import,
  { path }: SourceFile,
  { folder, isTest }: Belonging,
  manifest: Manifest,
): Breach | undefined {
  const name = packageNameOf(specifier);
  if (isTest || isBuiltin(specifier) || name === manifest.name) return undefined;
  const { dependencies, peerDependencies, optionalDependencies } = manifest;
  const isBundled = BUNDLED.some((place) => path.startsWith(`packages/${place}`));
  const bundled = isBundled ? manifest.devDependencies : undefined;
  if (name in { ...dependencies, ...peerDependencies, ...optionalDependencies, ...bundled }) return undefined;
  return {
    rule: `${name} is not declared in packages/${folder}/package.json`,
    remedy: 'Add it to dependencies, or to peerDependencies where the user brings it',
  };
}

function environmentReads(file: SourceFile, { folder, isTest }: Belonging): Offence[] {
  if (isTest || READS_ENVIRONMENT.includes(folder)) return [];
  return environmentReadsOf(file).map(({ line }) => ({
    path: file.path,
    line,
    rule: `${folder} reads process.env; only ${READS_ENVIRONMENT.join(' and ')} may`,
    remedy: 'Take the value as an option, and let the configuration of app read it',
  }));
}

function packageNameOf(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}
