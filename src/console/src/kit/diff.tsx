import { useTranslation } from 'react-i18next'
import type { AuditChange } from '../api/types'
import classes from './diff.module.css'

/** A fact's value as text: lists by commas, nothing as a dash, objects as JSON. */
export function showValue(value: unknown): string {
  if (value === null || value === undefined || value === '') return '-'
  if (Array.isArray(value)) return value.length === 0 ? '-' : value.map(showValue).join(', ')
  if (typeof value === 'object') return JSON.stringify(value)
  return String(value)
}

/** Before and after, field by field. */
export function Diff({ changes }: { changes: readonly AuditChange[] }) {
  const { t } = useTranslation()
  if (changes.length === 0) return null
  return (
    <table className={classes.diff}>
      <thead>
        <tr>
          <th scope="col">{t('diff.field')}</th>
          <th scope="col">{t('diff.before')}</th>
          <th scope="col">{t('diff.after')}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={change.field}>
            <th scope="row">{change.field}</th>
            <td>
              <del>{showValue(change.before)}</del>
            </td>
            <td>
              <ins>{showValue(change.after)}</ins>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
