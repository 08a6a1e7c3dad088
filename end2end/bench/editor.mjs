// The annotation editor beside Fabric.js, in the same Chromium and run, with a picture of 3840 by 2160 and 1,000 shapes:
// editor.mjs SITE prints Markdown. Frames are not held to the screen's rate, so that what they cost can be seen.
import playwright from '@playwright/test';
import { build } from 'esbuild';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import chromium from '../chromium.js';
import { get, home, quantile, signIn } from './site.mjs';
import { kilobytes, packed } from './weight.mjs';

const [site] = process.argv.slice(2);
const peer = join(dirname(fileURLToPath(import.meta.url)), 'peer');
const TESTER = { email: 'mia.tester@demo.peertest.local', password: 'demo-password' };
const [WIDTH, HEIGHT] = [3840, 2160];
const SHAPES = 1000;
const FRAMES = Number(process.env.FRAMES ?? 240);
const STAGE = { width: 1440, height: 900 };
// As the editor fits a picture into this window.
const VIEW = { scale: 0.35, left: 48, top: 72 };
const PEER = 'http://peer.test';

/** The same shapes for both: boxes, ellipses, arrows, freehand lines and words, spread over the picture. */
function scene() {
  const shapes = [];
  const colors = ['#e11d48', '#2563eb', '#16a34a'];
  for (let n = 0; n < SHAPES; n += 1) {
    const [x, y] = [60 + (n % 40) * 93, 60 + Math.floor(n / 40) * 82];
    const style = { color: colors[n % 3], width: 5, opacity: 1 };
    const points = Array.from({ length: 20 }, (_, k) => ({ x: x + k * 3, y: y + 20 + 14 * Math.sin(k / 2) }));
    shapes.push(
      [
        { type: 'rect', x, y, w: 64, h: 44 },
        { type: 'ellipse', x, y, w: 64, h: 44 },
        { type: 'arrow', from: { x, y }, to: { x: x + 60, y: y + 40 } },
        { type: 'pen', points },
        { type: 'text', at: { x, y }, text: `No. ${n}`, size: 24 },
      ][n % 5],
    );
    Object.assign(shapes[n], { id: n + 1, style });
  }
  return { version: 2, width: WIDTH, height: HEIGHT, shapes };
}

/** On the left edge of the first shape, a box, in the window. */
const GRIP = { x: VIEW.left + 60 * VIEW.scale, y: VIEW.top + 82 * VIEW.scale };

async function picture(page) {
  const url = await page.evaluate(([width, height]) => {
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d');
    const sky = context.createLinearGradient(0, 0, width, height);
    sky.addColorStop(0, '#f8fafc');
    sky.addColorStop(1, '#cbd5e1');
    context.fillStyle = sky;
    context.fillRect(0, 0, width, height);
    return canvas.toDataURL('image/png');
  }, [WIDTH, HEIGHT]);
  return Buffer.from(url.split(',')[1], 'base64');
}

/** Runs `step` once a frame, and gives how long the frames took, the first few left out. */
function frames({ step, count, ...given }) {
  return new Promise(resolve => {
    const act = new Function('n', 'given', step);
    const taken = [];
    let last;
    let n = 0;
    const tick = now => {
      if (n > 10) taken.push(now - last);
      last = now;
      if (n === count + 10) return resolve(taken);
      act(n, given);
      n += 1;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
}

const OUR_CANVAS = `document.querySelector('[data-testid=annotator-canvas]')`;
const ours = {
  down: `${OUR_CANVAS}.dispatchEvent(new PointerEvent('pointerdown', { pointerId: 1, button: 0, buttons: 1, clientX: given.x, clientY: given.y, bubbles: true }))`,
  move: `${OUR_CANVAS}.dispatchEvent(new PointerEvent('pointermove', { pointerId: 1, buttons: 1, clientX: given.x + 3 * n, clientY: given.y + 2 * n, bubbles: true }))`,
  up: `${OUR_CANVAS}.dispatchEvent(new PointerEvent('pointerup', { pointerId: 1, button: 0, clientX: given.x, clientY: given.y, bubbles: true }))`,
  pan: `${OUR_CANVAS}.dispatchEvent(new WheelEvent('wheel', { deltaX: n % 60 < 30 ? 6 : -6, cancelable: true, bubbles: true }))`,
  zoom: `${OUR_CANVAS}.dispatchEvent(new WheelEvent('wheel', { deltaY: n % 60 < 30 ? -3 : 3, ctrlKey: true, clientX: 720, clientY: 450, cancelable: true, bubbles: true }))`,
};
const theirs = {
  down: `stage.upperCanvasEl.dispatchEvent(new MouseEvent('mousedown', { button: 0, buttons: 1, clientX: given.x, clientY: given.y, bubbles: true }))`,
  move: `document.dispatchEvent(new MouseEvent('mousemove', { buttons: 1, clientX: given.x + 3 * n, clientY: given.y + 2 * n, bubbles: true }))`,
  up: `document.dispatchEvent(new MouseEvent('mouseup', { button: 0, clientX: given.x, clientY: given.y, bubbles: true }))`,
  // Whoever adds a thousand shapes turns off that each is painted as it comes; then these do not paint by themselves, either.
  pan: `stage.relativePan(new fabric.Point(n % 60 < 30 ? -6 : 6, 0)); stage.requestRenderAll()`,
  zoom: `stage.zoomToPoint(new fabric.Point(720, 450), stage.getZoom() * (n % 60 < 30 ? 1.02 : 1 / 1.02)); stage.requestRenderAll()`,
};

async function measured(page, acts, tools) {
  const once = (step, given) => page.evaluate(([step, given]) => void new Function('n', 'given', step)(0, given), [step, given]);
  const dragged = async (tool, given) => {
    await tools(tool);
    await once(acts.down, given);
    const taken = await page.evaluate(frames, { step: acts.move, count: FRAMES, ...given });
    await once(acts.up, given);
    return taken;
  };
  return {
    'dragging a shape': await dragged('select', GRIP),
    'drawing with the pen': await dragged('pen', { x: 200, y: 200 }),
    panning: await page.evaluate(frames, { step: acts.pan, count: FRAMES }),
    zooming: await page.evaluate(frames, { step: acts.zoom, count: FRAMES }),
  };
}

async function measureOurs(browser) {
  const cookie = await signIn(TESTER);
  const claim = (await get('/claims?limit=100', cookie)).items.find(claim => claim.status === 'active');
  const submission = (await get(`/claims/${claim.id}`, cookie)).submission;
  const context = await browser.newContext({ viewport: STAGE });
  await context.addCookies(cookie.split('; ').map(pair => {
    const at = pair.indexOf('=');
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url: home };
  }));
  const page = await context.newPage();
  await page.goto(`${home}/claims/${claim.id}`);
  const bytes = await picture(page);
  const form = new FormData();
  form.set('file', new Blob([bytes], { type: 'image/png' }), 'large.png');
  form.set('step_id', submission.steps[0].step_id);
  form.set('scene', JSON.stringify(scene()));
  const stored = await fetch(`${home}/api/v1/submissions/${submission.id}/screenshots`, {
    method: 'POST',
    headers: { cookie, origin: home },
    body: form,
  });
  if (!stored.ok) throw new Error(`upload: ${stored.status} ${await stored.text()}`);
  await page.reload({ waitUntil: 'networkidle' });
  await page.waitForFunction(() => document.documentElement.hasAttribute('data-hydrated'));
  const thumbnail = page.getByRole('link', { name: /^Annotate picture/ }).last();
  await thumbnail.hover();
  const opened = await thumbnail.evaluate(link => new Promise(resolve => {
    const began = performance.now();
    link.click();
    const look = () => {
      if (document.querySelector('[data-testid=annotator-canvas][aria-busy=false]')) requestAnimationFrame(() => resolve(performance.now() - began));
      else requestAnimationFrame(look);
    };
    look();
  }));
  const letters = { select: 'v', pen: 'p' };
  const taken = await measured(page, ours, tool => page.keyboard.press(letters[tool]));
  await context.close();
  return { opened, taken, picture: bytes };
}

/** Fabric.js with the same picture, shapes and view. */
const PEER_CODE = `
  import * as fabric from 'fabric';
  Object.assign(window, { fabric });
  const shape = s => {
    const line = { stroke: s.style.color, strokeWidth: s.style.width, fill: null, strokeLineCap: 'round', strokeLineJoin: 'round', originX: 'left', originY: 'top' };
    switch (s.type) {
      case 'rect': return new fabric.Rect({ ...line, left: s.x, top: s.y, width: s.w, height: s.h });
      case 'ellipse': return new fabric.Ellipse({ ...line, left: s.x, top: s.y, rx: s.w / 2, ry: s.h / 2 });
      case 'arrow': return new fabric.Path(\`M\${s.from.x} \${s.from.y}L\${s.to.x} \${s.to.y}m-18 -4l18 4l-4 -18\`, line);
      case 'pen': return new fabric.Path('M' + s.points.map(p => p.x + ' ' + p.y).join('L'), line);
      case 'text': return new fabric.FabricText(s.text, { left: s.at.x, top: s.at.y, fontSize: s.size, fill: s.style.color, stroke: '#fff', strokeWidth: 3, paintFirst: 'stroke', originX: 'left', originY: 'top' });
    }
  };
  window.begin = async (scene, view, size) => {
    const stage = new fabric.Canvas('stage', { ...size, enableRetinaScaling: false, renderOnAddRemove: false });
    window.stage = stage;
    stage.setViewportTransform([view.scale, 0, 0, view.scale, view.left, view.top]);
    stage.backgroundImage = await fabric.FabricImage.fromURL('/picture.png');
    Object.assign(stage.backgroundImage, { originX: 'left', originY: 'top', left: 0, top: 0 });
    stage.add(...scene.shapes.map(shape));
    stage.freeDrawingBrush = new fabric.PencilBrush(stage);
    stage.renderAll();
  };
`;

async function peerBundle() {
  const { outputFiles } = await build({
    stdin: { contents: PEER_CODE, resolveDir: peer, loader: 'js' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
  });
  return outputFiles[0].contents;
}

async function measureTheirs(browser, bundle, bytes) {
  const context = await browser.newContext({ viewport: STAGE });
  const page = await context.newPage();
  const answers = {
    '/': ['text/html', '<!doctype html><style>body{margin:0}</style><canvas id="stage"></canvas><script type="module" src="/peer.js"></script>'],
    '/peer.js': ['text/javascript', Buffer.from(bundle)],
    '/picture.png': ['image/png', bytes],
  };
  await page.route(`${PEER}/**`, route => {
    const [contentType, body] = answers[new URL(route.request().url()).pathname] ?? ['text/plain', ''];
    return route.fulfill({ contentType, body });
  });
  await page.goto(`${PEER}/`, { waitUntil: 'networkidle' });
  const opened = await page.evaluate(async ([scene, view, size]) => {
    const began = performance.now();
    await window.begin(scene, view, size);
    return new Promise(resolve => requestAnimationFrame(() => resolve(performance.now() - began)));
  }, [scene(), VIEW, STAGE]);
  const taken = await measured(page, theirs, tool =>
    page.evaluate(drawing => void Object.assign(window.stage, { isDrawingMode: drawing }), tool === 'pen'),
  );
  await context.close();
  return { opened, taken };
}

/** Parts of our bundle by their names, packed as they were at the build. */
function weight(names) {
  return names.reduce((sum, name) => sum + readFileSync(join(site, 'pkg', `${name}.wasm.br`)).length, 0);
}

/** What opening the editor loads: beyond the page that it is opened from, and of the bundle in all. */
function ourParts() {
  const files = readdirSync(join(site, 'pkg'));
  const manifest = files.find(name => /^__wasm_split_manifest\..*\.json$/.test(name));
  if (!manifest || !files.some(name => name.endsWith('.wasm.br'))) throw new Error(`${site} was not built with --split --precompress`);
  const parts = JSON.parse(readFileSync(join(site, 'pkg', manifest), 'utf8'));
  const page = new Set(parts.desk_pages);
  return { own: weight(parts.annotator.filter(name => !page.has(name))), all: weight(parts.annotator) };
}

const browser = await playwright.chromium.launch({
  ...chromium,
  args: [...(chromium.args ?? []), '--disable-frame-rate-limit', '--disable-gpu-vsync'],
});
const bundle = await peerBundle();
const our = await measureOurs(browser);
const their = await measureTheirs(browser, bundle, our.picture);
await browser.close();

const ms = value => value.toFixed(1);
console.log(`| ${WIDTH} × ${HEIGHT}, ${SHAPES} shapes, ${FRAMES} frames each | ours: p50 ms | p95 ms | **peer**: p50 ms | p95 ms | p95 against the peer |`);
console.log('| --- | --: | --: | --: | --: | --: |');
for (const [what, mine] of Object.entries(our.taken)) {
  const other = their.taken[what];
  const [a, b] = [quantile(mine, 0.95), quantile(other, 0.95)];
  console.log(`| ${what} | ${ms(quantile(mine))} | ${ms(a)} | ${ms(quantile(other))} | ${ms(b)} | ${(a / b).toFixed(2)} |`);
}
console.log(`| opening the scene | ${ms(our.opened)} | – | ${ms(their.opened)} | – | ${(our.opened / their.opened).toFixed(2)} |`);
const [parts, library] = [ourParts(), packed(bundle)];
const row = (what, bytes, other, ratio) => console.log(`| ${what} | ${kilobytes(bytes)} | – | ${other} | – | ${ratio} |`);
row('script with Brotli: the editor with its bars and saving; the peer has neither', parts.own, kilobytes(library), (parts.own / library).toFixed(2));
row('the same with what the page around it has loaded already', parts.all, '–', '');
