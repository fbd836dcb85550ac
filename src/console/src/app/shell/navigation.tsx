import { Menu, Tooltip, UnstyledButton } from '@mantine/core'
import { IconDots, IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useNarrowNavigation } from '../../kit/preferences'
import type { Place } from './places'
import classes from './shell.module.css'

export function Navigation({ places }: { places: readonly Place[] }) {
  const { t } = useTranslation()
  const [narrow, setNarrow] = useNarrowNavigation()
  const Fold = narrow ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse
  const fold = narrow ? t('nav.unfold') : t('nav.fold')
  return (
    <nav className={classes.nav} data-narrow={narrow || undefined} aria-label={t('nav.label')}>
      {places.map(({ to, name, icon: Icon }) => (
        <Tooltip key={to} label={t(name)} position="right" disabled={!narrow}>
          <Link to={to} className={classes.link} aria-label={narrow ? t(name) : undefined}>
            <Icon size={20} stroke={1.75} aria-hidden />
            {!narrow && t(name)}
          </Link>
        </Tooltip>
      ))}
      <Tooltip label={fold} position="right" disabled={!narrow}>
        <UnstyledButton
          className={`${classes.link} ${classes.fold}`}
          onClick={() => setNarrow(!narrow)}
          aria-label={narrow ? fold : undefined}
        >
          <Fold size={20} stroke={1.75} aria-hidden />
          {!narrow && fold}
        </UnstyledButton>
      </Tooltip>
    </nav>
  )
}

/** Under 768 px: four places and the rest in a menu. */
export function BottomBar({ places }: { places: readonly Place[] }) {
  const { t } = useTranslation()
  const rest = places.slice(4)
  return (
    <nav className={classes.bottom} aria-label={t('nav.bottom')}>
      {places.slice(0, 4).map(({ to, name, icon: Icon }) => (
        <Link key={to} to={to} className={classes.tab}>
          <Icon size={20} stroke={1.75} aria-hidden />
          {t(name)}
        </Link>
      ))}
      {rest.length > 0 && (
        <Menu position="top-end">
          <Menu.Target>
            <UnstyledButton className={classes.tab}>
              <IconDots size={20} aria-hidden />
              {t('nav.more')}
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map(({ to, name, icon: Icon }) => (
              <Menu.Item key={to} component={Link} to={to} leftSection={<Icon size={16} aria-hidden />}>
                {t(name)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </nav>
  )
}
