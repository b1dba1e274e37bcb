import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig, type Plugin } from 'rolldown';
import { jsonSchema } from './src/config/json-schema.ts';

/** Each door of the program, and the one file that a runner executes for it. */
const doors = {
  index: 'src/main.ts',
  cli: 'src/cli.ts',
  'transformers-child': 'src/evaluators/transformers-child.ts',
  'sql-worker': 'src/tasks/sql-worker.ts',
  'parquet-child': 'src/datasets/parquet-child.ts',
  'recorder-child': 'src/energy/meter/recorder-child.ts',
};

/** What the action can be taken apart into: all of them in the one bundle of the action. */
const parts = ['plan', 'measure', 'measure-post', 'report', 'gate'];

/**
 * Packages with compiled code stay out of a bundle, and resolve from the directory that the child process is
 * told, not from the place of the bundle. onnxruntime-common comes from there too, so that its classes exist once.
 */
function nativeParts(): Plugin {
  const prefix = '\0native:';
  const packages: Record<string, string> = {
    'onnxruntime-node': 'onnxruntime-node',
    'onnxruntime-common': 'onnxruntime-node',
    sharp: 'sharp',
  };
  return {
    name: 'native-parts',
    resolveId: (source) => (source in packages ? prefix + packages[source] : null),
    load(id) {
      if (!id.startsWith(prefix)) return null;
      const name = id.slice(prefix.length);
      const load = `createRequire(process.env.CEGI_NATIVE_DIRECTORY + '/package.json')(${JSON.stringify(name)})`;
      // Language models see no images: sharp, and its 20 MB, wait until one is read.
      const value = name === 'sharp' ? `(...args) => ${load}(...args)` : load;
      return `const { createRequire } = require('node:module'); module.exports = ${value};`;
    },
    transform(code, id) {
      if (!id.endsWith('/transformers.node.mjs')) return null;
      // transformers.js requires its runtime from beside itself; an import can be resolved as above.
      const wanted = 'var onnx_node_default = requireFromHere("onnxruntime-node");';
      if (!code.includes(wanted)) this.error(`transformers.js no longer has the line: ${wanted}`);
      return code.replace(wanted, 'import onnx_node_default from "onnxruntime-node";');
    },
  };
}

/**
 * GitHub's client of artifacts also unpacks them, onto the disk. This program reads archives in memory and within limits,
 * so what the client unpacks them with, sixty packages and one of them without a licence, is left out.
 */
function uploadsOnly(): Plugin {
  const unpacker = 'unzip-stream';
  return {
    name: 'uploads-only',
    resolveId: (source) => (source === unpacker ? `\0${unpacker}` : null),
    load: (id) => (id === `\0${unpacker}` ? 'export default null;' : null),
  };
}

/** Large tables as strings: an engine scans them much faster than it compiles literals, and parses them only when used. */
function tablesAsStrings(): Plugin {
  return {
    name: 'tables-as-strings',
    load(id) {
      if (!/\/anafanafo\/data\/[^/]+\.json$/.test(id)) return null;
      const compact = JSON.stringify(JSON.parse(readFileSync(id, 'utf8')));
      return { code: `module.exports = JSON.parse(${JSON.stringify(compact)});`, moduleType: 'js' };
    },
  };
}

/** What lies in dist/ beside the bundles. */
function companions(directory: string): Plugin {
  return {
    name: 'companions',
    writeBundle() {
      const write = (name: string, content: string | Buffer) =>
        writeFileSync(path.join(directory, name), content);
      write('package.json', `${JSON.stringify({ type: 'module' })}\n`);
      // Which part runs, the action tells by the file that was started.
      for (const part of parts) write(`${part}.js`, "import './index.js';\n");
      write('cegi.schema.json', `${JSON.stringify(jsonSchema(), null, 2)}\n`);
      // Written anew, not copied: a copy would keep the mode that the package's file happens to have.
      write('sql-wasm.wasm', readFileSync('node_modules/sql.js/dist/sql-wasm.wasm'));
      mkdirSync(path.join(directory, 'native'), { recursive: true });
      for (const name of ['package.json', 'package-lock.json'])
        write(path.join('native', name), readFileSync(path.join('src/native/manifest', name)));
    },
  };
}

/** Writes the licences of what all bundles are made of into licenses.txt. */
function licenses(directory: string, found: Map<string, string>): Plugin {
  return {
    name: 'licenses',
    // Before anything takes a chunk away to put it into a page.
    generateBundle: {
      order: 'pre',
      handler(_, bundle) {
        for (const chunk of Object.values(bundle))
          for (const id of chunk.type === 'chunk' ? chunk.moduleIds : []) {
            const root = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0];
            if (root === undefined) continue;
            const { name, version, license } = JSON.parse(
              readFileSync(path.join(root, 'package.json'), 'utf8'),
            );
            const file = readdirSync(root).find((entry) => /^licen[cs]e/i.test(entry));
            const text = file
              ? readFileSync(path.join(root, file), 'utf8').replaceAll('\r\n', '\n').trim()
              : '';
            found.set(name, `${name} ${version} (${license})\n\n${text}\n`);
          }
      },
    },
    writeBundle() {
      const all = [...found.keys()].sort().map((name) => found.get(name));
      writeFileSync(path.join(directory, 'licenses.txt'), all.join(`\n${'-'.repeat(80)}\n\n`));
    },
  };
}

/**
 * Turns the bundle of a page's script into one HTML file, with script and style in it, that a browser lets do nothing
 * but what is in it: the policy names both by their hash.
 */
function selfContained(name: string, template: string, style: string): Plugin {
  return {
    name: 'self-contained',
    generateBundle(_, bundle) {
      const chunk = Object.values(bundle).find(({ type }) => type === 'chunk');
      if (chunk?.type !== 'chunk') return this.error('the page has no script');
      delete bundle[chunk.fileName];
      // Nothing in a script may look like its end, or like the start of a comment that hides it.
      const script = chunk.code.replace(/<(?=\/script|!--|script)/gi, '\\x3C').trim();
      const css = readFileSync(style, 'utf8').trim();
      const hash = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
      const slots: Record<string, string> = {
        '%SCRIPT_HASH%': hash(script),
        '%STYLE_HASH%': hash(css),
        '/*STYLE*/': css,
        '/*SCRIPT*/': script,
      };
      const source = readFileSync(template, 'utf8').replace(
        /%[A-Z_]+%|\/\*[A-Z]+\*\//g,
        (slot) => slots[slot] ?? slot,
      );
      this.emitFile({ type: 'asset', fileName: name, source });
    },
  };
}

/** The page of the history, for browsers. */
function historyPage(directory: string, found: Map<string, string>) {
  return defineConfig({
    input: { history: 'src/page/main.ts' },
    platform: 'browser',
    transform: { target: 'es2022' },
    plugins: [
      licenses(directory, found),
      selfContained('history.html', 'src/page/history.html', 'src/page/history.css'),
    ],
    output: {
      dir: directory,
      format: 'esm',
      codeSplitting: false,
      minify: true,
      sourcemap: false,
      comments: { legal: false },
    },
  });
}

/** A bundle for each door, and the page, in a directory. */
export function bundles(directory: string) {
  const found = new Map<string, string>();
  const programs = Object.entries(doors)
    .filter(([, input]) => existsSync(input))
    .map(([name, input]) =>
      defineConfig({
        input: { [name]: input },
        platform: 'node',
        transform: { target: 'node20' },
        plugins: [
          nativeParts(),
          uploadsOnly(),
          tablesAsStrings(),
          companions(directory),
          licenses(directory, found),
        ],
        output: {
          dir: directory,
          entryFileNames: '[name].js',
          format: 'esm',
          // sql.js is CommonJS and asks where it lies; a module has other words for that.
          banner:
            name === 'sql-worker'
              ? 'const __dirname = import.meta.dirname, __filename = import.meta.filename;'
              : '',
          // What the action seldom needs lies beside it: parsing the cache's client and the badge's letter widths
          // would cost every start a tenth of a second.
          codeSplitting: name === 'index',
          chunkFileNames: `${name}-[name].js`,
          minify: true,
          sourcemap: false,
          comments: { legal: false },
        },
      }),
    );
  return [...programs, historyPage(directory, found)];
}

export default bundles('dist');
