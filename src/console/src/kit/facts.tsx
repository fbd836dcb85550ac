import type { ReactNode } from 'react'
import classes from './layout.module.css'

/** Names and values as a description list. */
export function Facts({ rows }: { rows: readonly { name: string; value: ReactNode }[] }) {
  return (
    <dl className={classes.facts}>
      {rows.map((row, index) => (
        <div key={`${index} ${row.name}`} style={{ display: 'contents' }}>
          <dt>{row.name}</dt>
          <dd>{row.value}</dd>
        </div>
      ))}
    </dl>
  )
}
