import classes from './choice-box.module.css'

export interface ChoiceBoxProps {
  label: string
  checked: boolean
  /** Some of what it stands for is chosen, not all. */
  some?: boolean
  tabIndex?: number
  /** Absent where what the box lies in takes the click. */
  onChange?: () => void
}

/** The box to choose a row by: the browser's own, as lists of thousands of rows draw and fetch nothing heavier. */
export function ChoiceBox({ label, checked, some = false, tabIndex, onChange }: ChoiceBoxProps) {
  return (
    <input
      type="checkbox"
      className={classes.box}
      aria-label={label}
      checked={checked}
      // Only a property says that it is neither: there is no attribute.
      ref={(box) => {
        if (box) box.indeterminate = some
      }}
      readOnly={!onChange}
      tabIndex={tabIndex}
      onChange={onChange}
    />
  )
}
