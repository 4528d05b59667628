// Language and theme: changed in place, kept in the address.
const DARK = window.matchMedia('(prefers-color-scheme: dark)');

function buildTools() {
  const language = (lang, name, tag) => el('button', { type: 'button', lang: tag, 'aria-pressed': String(state.lang === lang), id: `lang-${lang}`, onclick: () => change({ lang }) }, name);
  const theme = (value) => el('option', { value, selected: state.theme === value }, t(`theme.${value || 'auto'}`));
  return [
    el('span', { class: 'languages', role: 'group', 'aria-label': t('language') }, language('zh', '中文', 'zh-CN'), language('en', 'English', 'en')),
    el('label', { class: 'unseen', for: 'theme' }, t('theme')),
    el('select', { id: 'theme', onchange: (event) => change({ theme: event.target.value }) }, ['', 'light', 'dark'].map(theme)),
    button(t('print'), () => window.print(), { class: 'print' }),
  ];
}

function isDark() {
  return state.theme ? state.theme === 'dark' : DARK.matches;
}

function applyTheme() {
  document.documentElement.dataset.theme = isDark() && !isPrinting ? 'dark' : 'light';
}

function applyLanguage() {
  document.documentElement.lang = locale();
  document.documentElement.dataset.lang = state.lang;
  document.title = [t(`view.${state.view}`), document.querySelector(`h1 [lang="${locale()}"]`).textContent].join(' · ');
}
