//! Style → the same style, in words that Hayagriva does not misread.

use hayagriva::citationberg::taxonomy::{NameVariable, StandardVariable, Variable};
use hayagriva::citationberg::{
    ChooseBranch, IndependentStyle, LayoutRenderingElement as Element, Name, Names, NamesChild,
};

/// The variable under which items hold their container title a second time; no style prints it.
pub(super) const SECOND_CONTAINER: StandardVariable = StandardVariable::CitationKey;

/// The variable that items with an author have besides; no style prints it.
pub(super) const HAS_AUTHOR: StandardVariable = StandardVariable::Keyword;

/// Says in full what a style may leave out, where Hayagriva does not know it.
///
/// - It prints no names where `cs:names` has children and `cs:name` is not among them, and so loses
///   the authors of the NLM and Vancouver styles. CSL 1.0.2, “Name”: the element is optional.
/// - It forgets how to write names that substitute others from within `cs:choose`, and so prints
///   “A. Nakamura” for the editor under whom Chicago lists a book. CSL 1.0.2, “Substitute”: the
///   attributes and children of the outer `cs:names` hold for a shorthand `cs:names`.
/// - It takes what was printed as a substitute for absent in conditions too, and so prints the title
///   of an unsigned newspaper article as that of a book, and calls signed reviews unsigned.
///   Conditions ask for second variables, which are never printed.
pub(super) fn mend(style: &mut IndependentStyle) {
    for called in &mut style.macros {
        elements(&mut called.children, None);
    }
    elements(&mut style.citation.layout.elements, None);
    if let Some(bibliography) = &mut style.bibliography {
        elements(&mut bibliography.layout.elements, None);
    }
}

/// Mends elements, which stand in the substitute of these names or in none.
fn elements(list: &mut [Element], outer: Option<&Names>) {
    for element in list {
        match element {
            Element::Names(names) => {
                if let Some(outer) = outer {
                    *names = outer.from_names_substitute(names);
                }
                names_element(names);
            }
            Element::Group(group) => elements(&mut group.children, outer),
            Element::Choose(choose) => {
                branch(&mut choose.if_, outer);
                choose.else_if.iter_mut().for_each(|other| branch(other, outer));
                if let Some(otherwise) = &mut choose.otherwise {
                    elements(&mut otherwise.children, outer);
                }
            }
            Element::Text(_) | Element::Date(_) | Element::Number(_) | Element::Label(_) => {}
        }
    }
}

fn branch(branch: &mut ChooseBranch, outer: Option<&Names>) {
    for variable in branch.variable.iter_mut().flatten() {
        match variable {
            Variable::Standard(StandardVariable::ContainerTitle) => {
                *variable = Variable::Standard(SECOND_CONTAINER);
            }
            Variable::Name(NameVariable::Author) => *variable = Variable::Standard(HAS_AUTHOR),
            _ => {}
        }
    }
    elements(&mut branch.children, outer);
}

fn names_element(names: &mut Names) {
    let has_name = names.children.iter().any(|child| matches!(child, NamesChild::Name(_)));
    if !has_name && !names.children.is_empty() {
        names.children.insert(0, NamesChild::Name(Name::default()));
    }
    let outer = names.clone();
    for child in &mut names.children {
        if let NamesChild::Substitute(substitute) = child {
            elements(&mut substitute.children, Some(&outer));
        }
    }
}
