// The samples of each language, copied to empty folders, as readers do.

import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const SAMPLES = fileURLToPath(new URL('../../src/PartnerApi/Site/Content/integrate/samples/', import.meta.url));
const bin = (name) => fileURLToPath(new URL(`node_modules/.bin/${name}`, import.meta.url));

/** How to run a program of each language. Node.js 22.18 and later runs TypeScript itself. */
const LANGUAGES = {
  curl: { ending: '.sh', command: (program) => ['bash', program] },
  typescript: { ending: '.ts', command: (program) => (process.features.typescript ? [process.execPath, program] : [bin('tsx'), program]) },
  csharp: { ending: '.cs', command: (program) => ['dotnet', 'run', program, '--'] },
  python: { ending: '.py', command: (program) => ['/usr/bin/python3', program] },
};

/** Copies the samples, and returns a function for each language that runs a program: `run(name, values, settings)`. */
export async function prepare(folder) {
  const languages = {};
  for (const [name, { ending, command }] of Object.entries(LANGUAGES)) {
    const copy = join(folder, name);
    await cp(join(SAMPLES, name), copy, { recursive: true });

    // Where the SDK builds programs without a project. Builds must not share a folder with those of the machine's user.
    const environment = { ...process.env, XDG_DATA_HOME: join(folder, 'builds'), PYTHONDONTWRITEBYTECODE: '1', DOTNET_NOLOGO: '1' };
    const executed = new Set();
    languages[name] = {
      executed,
      folder: copy,
      run: (program, values, settings) => {
        executed.add(program + ending);
        return execute([...command(program + ending), ...values], copy, { ...environment, ...settings });
      },
      read: (file) => readFile(join(copy, file), 'utf8'),
      write: (file, text) => writeFile(join(copy, file), text),
    };
  }
  await mkdir(join(folder, 'builds'));
  return languages;
}

/** The sample files, as paths below the folder of samples. */
export async function sampleFiles() {
  const files = [];
  for (const language of Object.keys(LANGUAGES)) {
    for (const file of await readdir(join(SAMPLES, language))) files.push(`${language}/${file}`);
  }
  return files;
}

/** Checks the types of the TypeScript samples, with the strictest settings. */
export const checkTypes = (folder) => execute([
  bin('tsc'), '--noEmit', '--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--target', 'es2023',
  '--allowImportingTsExtensions', '--erasableSyntaxOnly', '--verbatimModuleSyntax', '--typeRoots', fileURLToPath(new URL('node_modules/@types', import.meta.url)),
  '--types', 'node', 'verify.ts', 'membership.ts', 'recheck.ts',
], folder, process.env);

/** Runs a command, and returns its exit code and output, whatever the code. */
function execute([program, ...values], cwd, env) {
  return new Promise((resolve) => {
    execFile(program, values, { cwd, env, timeout: 600_000 }, (error, stdout, stderr) => {
      resolve({ code: error ? (error.code ?? error.signal) : 0, stdout, stderr });
    });
  });
}
