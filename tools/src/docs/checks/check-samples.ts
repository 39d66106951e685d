import { join } from 'node:path';
import ts from 'typescript';
import { REPOSITORY } from '../../repository.js';
import type { Document } from '../documents.js';

/** A sample of TypeScript or JavaScript. */
interface Sample {
  /** Document and line, for messages. */
  readonly place: string;
  /** Where it would be, so that it finds the packages. */
  readonly file: string;
  readonly code: string;
  /** Whether it is a part of something larger, and may use names that stand elsewhere. */
  readonly isFragment: boolean;
}

const LANGUAGES = ['ts', 'js', 'typescript', 'javascript'];

/** A name is not declared, or has no type because of that: what a sample that is only a part leaves out. */
const FREE_NAMES = [2304, 2552, 2582, 2593, 2663, 7006, 7031, 18004];

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  // Without those of browsers, whose names samples may leave to be declared elsewhere: `Plugin`, `Image`.
  lib: ['lib.es2023.d.ts'],
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  allowJs: true,
  checkJs: true,
  skipLibCheck: true,
  noEmit: true,
};

/**
 * Compiles the samples of TypeScript and JavaScript against the built packages. A sample must be complete, unless it is
 * marked as a `fragment` or stands in a README: then names that it does not declare are let pass, and what cannot stand at
 * the top of a file is only parsed.
 * @returns one sentence for each thing that the compiler finds wrong.
 */
export function checkSamples(documents: readonly Document[]): string[] {
  const samples = documents.flatMap(samplesOf).map(completed);
  const byFile = new Map(samples.map((sample) => [sample.file, sample]));
  const program = ts.createProgram([...byFile.keys()], OPTIONS, hostWith(byFile));
  return samples.flatMap((sample) => problemsOf(sample, program));
}

/** How many samples there are. */
export function countSamples(documents: readonly Document[]): number {
  return documents.flatMap(samplesOf).length;
}

function samplesOf({ path, codeBlocks }: Document): Sample[] {
  const isReadme = !path.startsWith('docs/');
  return codeBlocks
    .filter(({ language }) => LANGUAGES.includes(language))
    .map(({ language, attributes, code, line }) => ({
      place: `${path}:${line}`,
      file: join(
        REPOSITORY,
        'docs',
        '_samples',
        `${path.replaceAll(/\W/g, '-')}-${line}.${language.slice(0, 1)}s`,
      ),
      code,
      isFragment: isReadme || attributes.has('fragment'),
    }));
}

/** A fragment that cannot stand alone, as what it can be: the members of a class. */
function completed(sample: Sample): Sample {
  if (!sample.isFragment || parses(sample.code)) return sample;
  const asClass = `class Fragment {\n${sample.code}\n}`;
  return parses(asClass) ? { ...sample, code: asClass } : sample;
}

function parses(code: string): boolean {
  const { diagnostics = [] } = ts.transpileModule(code, {
    compilerOptions: {
      experimentalDecorators: true,
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
    },
    reportDiagnostics: true,
  });
  return diagnostics.length === 0;
}

function hostWith(samples: ReadonlyMap<string, Sample>): ts.CompilerHost {
  const host = ts.createCompilerHost(OPTIONS);
  return {
    ...host,
    getCurrentDirectory: () => REPOSITORY,
    fileExists: (file) => samples.has(file) || host.fileExists(file),
    readFile: (file) => samples.get(file)?.code ?? host.readFile(file),
    getSourceFile: (file, target, ...rest) => {
      const code = samples.get(file)?.code;
      return code === undefined
        ? host.getSourceFile(file, target, ...rest)
        : ts.createSourceFile(file, code, target);
    },
  };
}

function problemsOf({ place, file, isFragment }: Sample, program: ts.Program): string[] {
  const source = program.getSourceFile(file);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    .map(({ code, messageText }) => ({ code, message: ts.flattenDiagnosticMessageText(messageText, ' ') }))
    .filter(({ code, message }) => !isFragment || !isAboutFreeName(code, message))
    .map(({ code, message }) => `${place}: ${message} (TS${code})`);
}

/** Whether a problem comes of a name that is not declared: such a thing has the type `any`. */
function isAboutFreeName(code: number, message: string): boolean {
  return FREE_NAMES.includes(code) || message.includes("type 'any'");
}
