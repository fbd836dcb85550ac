import { Anchor, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { showName } from './codec'
import classes from './files.module.css'
import { crumbs } from './paths'

/** Where one is: each folder on the way is a button that leads there. */
export function Place({ path, onOpen }: { path: string; onOpen: (path: string) => void }) {
  const { t } = useTranslation('files')
  const way = crumbs(path)
  return (
    <nav aria-label={t('place')} className={classes.place}>
      <ol>
        <li>
          <Anchor component="button" type="button" onClick={() => onOpen('')}>
            {t('beginning')}
          </Anchor>
        </li>
        {way.map((crumb, i) => (
          <li key={crumb.path}>
            {i === way.length - 1 ? (
              <Text span fw={600} aria-current="location">
                {showName(crumb.name)}
              </Text>
            ) : (
              <Anchor component="button" type="button" onClick={() => onOpen(crumb.path)}>
                {showName(crumb.name)}
              </Anchor>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
