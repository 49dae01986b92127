// The search and the copy buttons of the site. Without scripts, the pages have all of their content.

const root = document.body.dataset.root;
const most = 12;

/** @param {string} tag @param {Record<string, string>} attributes @param {...(Node | string)} children */
function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function addCopyButtons() {
  // Browsers offer the clipboard only to pages from https or from this machine.
  if (!navigator.clipboard) return;
  for (const block of document.querySelectorAll('article pre')) {
    const frame = element('div', { class: 'code' });
    const button = element('button', { class: 'copy', type: 'button' }, 'Copy');
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(block.textContent);
      button.textContent = 'Copied';
      setTimeout(() => { button.textContent = 'Copy'; }, 2000);
    });
    block.replaceWith(frame);
    frame.append(block, button);
  }
}

// Every word must occur. A word in a heading counts more than one in the text, and a heading that is the search counts most.
function find(sections, words) {
  const found = [];
  for (const [address, page, heading, text] of sections) {
    const [pageText, headingText, body] = [page, heading, text].map((part) => part.toLowerCase());
    let score = 0;
    for (const word of words) {
      const points = (headingText.includes(word) ? 8 : 0) + (pageText.includes(word) ? 4 : 0) + (body.includes(word) ? 1 : 0);
      score = points && score >= 0 ? score + points : -1;
      if (score < 0) break;
    }
    if (heading.toLowerCase() === words.join(' ')) score += 20;
    if (score > 0) found.push({ address, page, heading, text, score });
  }
  return found.sort((one, other) => other.score - one.score).slice(0, most);
}

function excerpt(text, word) {
  const at = Math.max(0, text.toLowerCase().indexOf(word) - 40);
  return (at ? '…' : '') + text.slice(at, at + 110) + (at + 110 < text.length ? '…' : '');
}

function enableSearch() {
  const [field, list, status] = ['#search-field', '#search-results', '#search-status'].map((name) => document.querySelector(name));
  let loading;
  let selected = -1;

  const select = (index) => {
    selected = index;
    [...list.children].forEach((item, at) => item.setAttribute('aria-selected', String(at === index)));
    if (index >= 0) list.children[index].scrollIntoView({ block: 'nearest' });
    if (index >= 0) field.setAttribute('aria-activedescendant', list.children[index].id);
    else field.removeAttribute('aria-activedescendant');
  };
  const close = () => {
    list.hidden = true;
    field.setAttribute('aria-expanded', 'false');
    select(-1);
  };
  const show = async () => {
    loading ??= fetch(`${root}search.json`).then((response) => response.json());
    let sections;
    try {
      sections = await loading;
    } catch {
      loading = undefined;
      status.textContent = 'The search cannot be loaded. Try again.';
      return;
    }
    if (document.activeElement !== field) return;
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) { status.textContent = ''; close(); return; }
    const found = find(sections, words);
    list.replaceChildren(...found.map(({ address, page, heading, text }, index) => {
      const item = element('li', { role: 'option', id: `search-result-${index}`, 'aria-selected': 'false', 'data-address': root + address },
        element('strong', {}, heading === page ? page : `${page}: ${heading}`), element('span', {}, excerpt(text, words[0])));
      item.addEventListener('mousedown', (event) => {
        event.preventDefault();
        if (event.button === 0) location.assign(item.dataset.address);
      });
      return item;
    }));
    status.textContent = found.length === 0 ? 'Nothing found' : `${found.length} results`;
    list.hidden = found.length === 0;
    field.setAttribute('aria-expanded', String(found.length > 0));
    select(-1);
  };

  field.addEventListener('input', show);
  field.addEventListener('blur', close);
  field.addEventListener('keydown', (event) => {
    const count = list.hidden ? 0 : list.children.length;
    if (event.key === 'ArrowDown' && count) select((selected + 1) % count);
    else if (event.key === 'ArrowUp' && count) select((selected - 1 + count) % count);
    else if (event.key === 'Enter' && count) location.assign(list.children[Math.max(selected, 0)].dataset.address);
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && !(event.target instanceof HTMLInputElement)) { event.preventDefault(); field.focus(); }
  });
}

addCopyButtons();
enableSearch();
