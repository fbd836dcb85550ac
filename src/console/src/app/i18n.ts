import i18next, { type BackendModule } from 'i18next'
import { initReactI18next } from 'react-i18next'
import common from '../../locales/en/common.json'

const catalogues = import.meta.glob<Record<string, unknown>>(
  ['../../locales/*/*.json', '!../../locales/en/common.json', '!../../locales/*/terminal.json'],
  { import: 'default' },
)

/** Fetches one page's catalogue when the page is first shown. */
const backend: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read(language, namespace, done) {
    const load = catalogues[`../../locales/${language}/${namespace}.json`]
    if (!load) {
      done(new Error(`no catalogue ${language}/${namespace}`), false)
      return
    }
    load().then(
      (words) => done(null, words),
      (error: Error) => done(error, false),
    )
  },
}

void i18next
  .use(backend)
  .use(initReactI18next)
  .init({
    lng: 'en',
    fallbackLng: 'en',
    ns: ['common'],
    defaultNS: 'common',
    partialBundledLanguages: true,
    resources: { en: { common } },
    interpolation: { escapeValue: false },
    react: { useSuspense: true },
  })

export { i18next }
