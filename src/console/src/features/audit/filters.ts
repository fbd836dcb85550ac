import { base } from '../../api/base'

/** What `GET /api/audit` and its export can be narrowed by; all of it is in the address. */
export interface Filters {
  q?: string | undefined
  person?: string | undefined
  deviceId?: string | undefined
  groupId?: string | undefined
  sessionId?: string | undefined
  jobId?: string | undefined
  kind?: string | undefined
  outcome?: 'Done' | 'Refused' | 'Requested' | 'Failed' | 'Unknown' | undefined
  from?: string | undefined
  to?: string | undefined
}

export const hasFilter = (filters: Filters) => Object.values(filters).some((value) => value !== undefined)

export type ExportFormat = 'ndjson' | 'csv' | 'json'

/** The address of exactly the filtered set as a file. */
export function exportAddress(format: ExportFormat, filters: Filters): string {
  const query = new URLSearchParams({ format })
  for (const [name, value] of Object.entries(filters)) if (value !== undefined) query.set(name, value)
  return `${base}/api/audit/export?${query}`
}
