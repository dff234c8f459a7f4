// Runs a Python file in Pyodide: node run.mjs PYODIDE CHECKOUT FILE IN OUT. What it is asked is in IN, what it found goes to OUT.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [pyodide, checkout, file, given, out] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.join(pyodide, 'pyodide.mjs')));
const python = await loadPyodide({ indexURL: pyodide + '/', env: { MPLBACKEND: 'agg', PYTHONDONTWRITEBYTECODE: '1' } });
await python.loadPackage(['numpy', 'scipy', 'matplotlib', 'pillow', 'ipython'], { messageCallback: () => {} });
python.FS.mkdirTree('/course');
python.FS.mount(python.FS.filesystems.NODEFS, { root: checkout }, '/course');
python.globals.set('ASKED', fs.readFileSync(given, 'utf8'));
python.runPython("import sys; sys.path.insert(0, '/course')");
fs.writeFileSync(out, await python.runPythonAsync(fs.readFileSync(file, 'utf8')));
