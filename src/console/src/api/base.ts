/** The server writes here the path its tenant lives under; in development the placeholder stays. */
const written = document.querySelector<HTMLMetaElement>('meta[name="mesh-base"]')?.content ?? ''

/** Comes before every address of this server: empty, or `/customer1` for a tenant under a path. */
export const base = written.startsWith('/') ? written : ''
