import type { ReactNode } from 'react'
import { ChoiceBox } from './choice-box'
import type { Drawn } from './data-grid'
import classes from './data-grid.module.css'

/** The list on a narrow screen. */
export function GridCards<Row>(props: Drawn<Row> & { card: (row: Row) => ReactNode }) {
  return (
    <ul className={classes.cards} aria-label={props.label}>
      <li aria-hidden="true" style={{ height: props.before }} />
      {props.items.map(({ index, key }) => {
        const row = props.rows[index]
        if (row === undefined) return null
        return (
          <li
            key={key as string}
            ref={props.measure}
            data-index={index}
            className={classes.card}
            data-choosable={props.choice ? true : undefined}
            data-chosen={props.choice?.has(row) || undefined}
          >
            {props.choice && (
              // biome-ignore lint/a11y/noLabelWithoutControl: its control is the box in it, which says what it is
              <label className={classes.cardBox}>
                <ChoiceBox
                  label={props.choice.labelOf(row)}
                  checked={props.choice.has(row)}
                  onChange={() => props.choose(row, index, false)}
                />
              </label>
            )}
            {props.onOpen ? (
              <button type="button" data-row={index} onClick={() => props.open(row, index)}>
                {props.card(row)}
              </button>
            ) : (
              props.card(row)
            )}
            {props.cardAside && <span className={classes.cardAside}>{props.cardAside(row)}</span>}
          </li>
        )
      })}
      <li aria-hidden="true" style={{ height: props.after }} />
    </ul>
  )
}
