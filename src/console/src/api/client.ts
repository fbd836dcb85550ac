import createQueries from 'openapi-react-query'
import { client } from './http'

/** Queries and commands by path; the cache key is `[method, path, parameters]`. */
export const api = createQueries(client)
