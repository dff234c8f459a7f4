// Runs Python in Pyodide, with a folder to read and to write: node bytecode.mjs PYODIDE FOLDER PACKAGES (by commas) < PROGRAM
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [pyodide, folder, packages] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.join(pyodide, 'pyodide.mjs')));
const env = { MPLBACKEND: 'agg', PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1' };
const python = await loadPyodide({ indexURL: pyodide + '/', env, stdout: () => {} });
await python.loadPackage(packages.split(',').filter(Boolean), { messageCallback: () => {} });
python.FS.mkdirTree('/folder');
python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, '/folder');
try {
  await python.runPythonAsync(fs.readFileSync(0, 'utf8'));
} catch (error) {
  console.error(error.message);  // what Python says; the rest would be Pyodide's own text in one line
  process.exit(1);
}
