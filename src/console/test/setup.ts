import { afterEach } from 'vitest'

// As the HTML entry says; accessibility checks look for it.
document.documentElement.lang = 'en'

afterEach(() => {
  document.body.replaceChildren()
  localStorage.clear()
})
