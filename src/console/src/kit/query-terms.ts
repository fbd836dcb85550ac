/** One term of a query as typed: `-tag:"old stock"` is `{ negated: true, key: 'tag', value: 'old stock' }`. */
export interface Term {
  /** Exactly what was typed; terms joined by blanks are the query again. */
  text: string
  key: string | null
  value: string
  negated: boolean
  /** False while a quote is open or a keyword has no value yet. */
  complete: boolean
}

/** Splits a query by blanks outside quotes. Any text has a reading; whether it means something is the server's word. */
export function readTerms(query: string): Term[] {
  const terms: Term[] = []
  let at = 0
  while (at < query.length) {
    if (isBlank(query[at])) {
      at++
      continue
    }
    const start = at
    let quoted = false
    while (at < query.length && (quoted || !isBlank(query[at]))) {
      if (query[at] === '"') quoted = !quoted
      at++
    }
    terms.push(readTerm(query.slice(start, at), quoted))
  }
  return terms
}

const isBlank = (c: string | undefined) => c === ' ' || c === '\t' || c === '\n' || c === '\r'

function readTerm(text: string, open: boolean): Term {
  const negated = text.length > 1 && text.startsWith('-')
  const body = negated ? text.slice(1) : text
  const match = /^([a-z]+):(.*)$/is.exec(body)
  const key = match ? (match[1] as string).toLowerCase() : null
  const raw = match ? (match[2] as string) : body
  const value = raw.replaceAll('"', '')
  return { text, key, value, negated, complete: !open && value !== '' }
}

/** A term as text, quoted when its value has blanks; quotes inside a value cannot be written and go. */
export function writeTerm(key: string | null, value: string, negated = false): string {
  const plain = value.replaceAll('"', '')
  // A word that starts with a dash or holds a colon would read as something else without quotes.
  const quote = plain === '' || /\s/.test(plain) || (key === null && /^-|:/.test(plain))
  const body = quote ? `"${plain}"` : plain
  return `${negated ? '-' : ''}${key === null ? '' : `${key}:`}${body}`
}

export const joinTerms = (terms: readonly { text: string }[]) => terms.map((term) => term.text).join(' ')

/** True when the query holds this very condition. */
export function hasTerm(query: string, key: string, value: string): boolean {
  return readTerms(query).some((term) => isSame(term, key, value))
}

/** Adds the condition or, when it is there, takes it out; other terms stay as typed. */
export function toggleTerm(query: string, key: string, value: string): string {
  const terms = readTerms(query)
  const rest = terms.filter((term) => !isSame(term, key, value))
  return joinTerms(rest.length < terms.length ? rest : [...rest, { text: writeTerm(key, value) }])
}

export function removeTerm(query: string, index: number): string {
  return joinTerms(readTerms(query).filter((_, i) => i !== index))
}

const isSame = (term: Term, key: string, value: string) =>
  !term.negated && term.key === key && term.value.toLowerCase() === value.replaceAll('"', '').toLowerCase()

/** Keywords that begin with what is being typed at the end of the query. */
export function completions(query: string, keywords: readonly string[]): string[] {
  const last = /(?:^|\s)-?([a-z]+)$/i.exec(query)?.[1]?.toLowerCase()
  return last ? keywords.filter((keyword) => keyword.startsWith(last) && keyword !== last) : []
}

/** The query with the word at its end replaced by a keyword, ready for the value. */
export function complete(query: string, keyword: string): string {
  return `${query.replace(/[a-z]+$/i, '')}${keyword}:`
}
