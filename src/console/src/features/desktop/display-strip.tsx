import { NativeSelect, SegmentedControl, VisuallyHidden } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconStarFilled } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './desktop.module.css'
import { type Display, isAll } from './displays'

export interface DisplayStripProps {
  /** More than one of them. */
  displays: readonly Display[]
  /** Id of the one that is shown. */
  shown: number
  live: boolean
  onChoose(id: number): void
}

/** With more displays than this their numbers have to do: the rest is told by a pointer that rests, and to screen readers. */
const mostNamed = 4

/** The displays of the device, to choose one from. Where there is little room they are a list to drop down. */
export function DisplayStrip({ displays, shown, live, onChoose }: DisplayStripProps) {
  const { t } = useTranslation('desktop')
  const wide = useMediaQuery('(min-width: 48em)', true, { getInitialValueInEffect: false })
  const words = (display: Display) =>
    isAll(display)
      ? t('display.all')
      : [
          t('display.one', { id: display.id }),
          display.name,
          display.place && t('numbers.size', display.place),
          display.primary && t('display.primary'),
        ]
          .filter(Boolean)
          .join(', ')
  const named = displays.length <= mostNamed + 1
  if (!wide)
    return (
      <NativeSelect
        size="xs"
        aria-label={t('display.label')}
        value={String(shown)}
        disabled={!live}
        onChange={(event) => onChoose(Number(event.currentTarget.value))}
        data={displays.map((display) => ({ value: String(display.id), label: words(display) }))}
      />
    )
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('display.label')}
      value={String(shown)}
      disabled={!live}
      onChange={(id) => onChoose(Number(id))}
      data={displays.map((display) => ({
        value: String(display.id),
        label: (
          <span title={words(display)}>
            <VisuallyHidden>{words(display)}</VisuallyHidden>
            <span className={classes.display} aria-hidden>
              {isAll(display) ? t('display.every') : <One display={display} named={named} />}
            </span>
          </span>
        ),
      }))}
    />
  )
}

/** Its number in a frame of its shape, and what it is called, or else how large it is. */
function One({ display, named }: { display: Display; named: boolean }) {
  const { t } = useTranslation('desktop')
  const { id, name, place, primary } = display
  return (
    <>
      <span className={classes.shape} data-upright={(place && place.height > place.width) || undefined}>
        {id}
      </span>
      {named && <span>{name || (place && t('numbers.size', place))}</span>}
      {primary && <IconStarFilled size={10} />}
    </>
  )
}
