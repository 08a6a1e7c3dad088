// Runs once the app has panicked.
(() => {
  const root = document.documentElement;
  if (root.hasAttribute('data-crashed')) return;
  root.setAttribute('data-crashed', '');

  // The app changed the address without loading what stands there; its pages can only be had from the server now.
  addEventListener('popstate', () => location.reload(), true);

  // What the app held as it stopped it holds still: it may prevent what the browser does by itself, and then panic again.
  const names = Object.keys(HTMLElement.prototype).concat(Object.keys(window));
  const heard = new Set(names.filter(name => name.startsWith('on')).map(name => name.slice(2)));
  for (const type of [...heard, 'focusin', 'focusout']) {
    addEventListener(type, event => event.stopImmediatePropagation(), true);
  }

  const notice = document.createElement('div');
  notice.className = 'toasts';
  notice.setAttribute('role', 'alert');
  notice.innerHTML =
    '<div class="toast"><p class="min-w-0 flex-1">Something broke on this page. You can still read it and follow its links.</p>' +
    '<a class="btn btn-secondary" href="">Reload the page</a></div>';
  // What lies beside an open dialog cannot be reached.
  (document.querySelector('dialog:modal') ?? document.body).append(notice);
})();
