import { UnstyledButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { DeviceFacets } from '../../api/types'
import { hasTerm } from '../../kit/query-terms'
import classes from './devices.module.css'

interface FacetValue {
  value: string
  words: string
  count: number
}

export interface FacetsProps {
  facets: DeviceFacets
  query: string
  onToggle: (key: string, value: string) => void
}

/** Counts over the whole answer, not the loaded rows; a click adds or removes the term. */
export function Facets({ facets, query, onToggle }: FacetsProps) {
  const { t, i18n } = useTranslation('devices')
  const number = new Intl.NumberFormat(i18n.language)
  const all: { key: string; title: string; values: FacetValue[] }[] = [
    {
      key: 'status',
      title: t('column.status'),
      values: [
        { value: 'online', words: t('online'), count: facets.status.online },
        { value: 'offline', words: t('offline'), count: facets.status.offline },
      ],
    },
    {
      key: 'group',
      title: t('column.group'),
      values: facets.groups.map(({ name, count }) => ({ value: name, words: name, count })),
    },
    {
      key: 'os',
      title: t('column.os'),
      values: facets.os.map(({ os, count }) => ({ value: os, words: os, count })),
    },
    {
      key: 'tag',
      title: t('column.tags'),
      values: facets.tags.map(({ tag, count }) => ({ value: tag, words: tag, count })),
    },
  ]
  return (
    <>
      {all
        .filter(({ values }) => values.length > 0)
        .map(({ key, title, values }) => (
          <fieldset key={key} className={classes.facet}>
            <legend>{title}</legend>
            {values.map(({ value, words, count }) => (
              <UnstyledButton
                key={value}
                className={classes.value}
                aria-pressed={hasTerm(query, key, value)}
                onClick={() => onToggle(key, value)}
              >
                <span title={words}>{words}</span>
                <span>{number.format(count)}</span>
              </UnstyledButton>
            ))}
          </fieldset>
        ))}
    </>
  )
}
